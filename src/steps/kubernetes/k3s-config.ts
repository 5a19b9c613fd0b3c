import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { fileFact, filesFact } from '../../facts/file.ts';
import { datastore } from '../../facts/k3s-datastore.ts';
import { links } from '../../facts/links.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { command } from '../../shell/sh.ts';
import { k3sConfig, restartWhen } from './k3s-settings.ts';

export default defineStep({
  id: 'kubelet.unit',
  title: 'Settings of k3s',
  only: 'k3s',
  needs: ({ cluster }) => ({
    file: fileFact(k3sPaths.config),
    others: filesFact('other settings of k3s', [`${k3sPaths.config}.d/*.yaml`]),
    links,
    datastore,
    state: memberState(cluster),
  }),
  *plan({ facts, ...scope }) {
    for (const { path } of facts.others) {
      const summary = `k3s also reads ${path}, and its settings win over those of the inventory.`;
      const hint = `Write them under cluster.k3s, then: ${command`ssh {node} sudo rm ${path}`}`;
      yield { kind: 'note', about: path, summary, hint };
    }
    const content = k3sConfig(scope, facts.links, facts.datastore, facts.file);
    yield* ensureFile(facts.file, { content, mode: '600', ...restartWhen(facts.state) });
  },
});
