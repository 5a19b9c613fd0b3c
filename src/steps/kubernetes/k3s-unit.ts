import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { memberRole } from '../../inventory/node-roles.ts';
import { ensureEnabled } from '../../resources/ensure-unit.ts';
import { replaceFile } from '../../resources/replace-file.ts';
import { template } from '../../resources/template.ts';
import { restartWhen } from './k3s-settings.ts';

const { images, imageStore, importedImages } = k3sPaths;

/** A server tells systemd when its API is up; a worker only tells that it runs. */
const kinds = {
  'control-plane': { verb: 'server', type: 'notify' },
  worker: { verb: 'agent', type: 'exec' },
} as const;

export default defineStep({
  id: 'kubelet.unit',
  title: 'Unit of k3s',
  only: 'k3s',
  needs: ({ cluster, node }) => {
    const unit = distributionOf(cluster).unit[memberRole(node)];
    return {
      file: fileFact(`/etc/systemd/system/${unit}`),
      unit: unitFact(unit),
      state: memberState(cluster),
    };
  },
  *plan({ node, facts }) {
    yield* replaceFile(facts.file, {
      content: template('k3s.service', { ...kinds[memberRole(node)], images, imageStore, importedImages }),
      ...restartWhen(facts.state),
    });
    yield* ensureEnabled(facts.unit);
  },
});
