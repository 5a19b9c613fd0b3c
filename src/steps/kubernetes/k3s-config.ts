import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { fileFact } from '../../facts/file.ts';
import { datastore } from '../../facts/k3s-datastore.ts';
import { links } from '../../facts/links.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { k3sConfig, restartWhen } from './k3s-settings.ts';

export default defineStep({
  id: 'kubelet.unit',
  title: 'Settings of k3s',
  only: 'k3s',
  needs: ({ cluster }) => ({ file: fileFact(k3sPaths.config), links, datastore, state: memberState(cluster) }),
  *plan({ facts, ...scope }) {
    const content = k3sConfig(scope, facts.links, facts.datastore, facts.file);
    yield* ensureFile(facts.file, { content, mode: '600', ...restartWhen(facts.state) });
  },
});
