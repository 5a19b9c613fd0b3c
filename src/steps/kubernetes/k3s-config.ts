import { isMap, parseDocument } from 'yaml';
import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { contentOf, fileFact, filesFact } from '../../facts/file.ts';
import { datastore } from '../../facts/k3s-datastore.ts';
import { links } from '../../facts/links.ts';
import { replaceFile } from '../../resources/replace-file.ts';
import { command } from '../../shell/sh.ts';
import { k3sConfig, restartWhen } from './k3s-settings.ts';

export default defineStep({
  id: 'kubelet.unit',
  title: 'Settings of k3s',
  only: 'k3s',
  needs: ({ cluster }) => ({
    file: fileFact(k3sPaths.config),
    others: filesFact(
      'other settings of k3s',
      endings.map((ending) => `${k3sPaths.config}.d/*${ending}`),
    ),
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
    const lost = keysOf(contentOf(facts.file)).filter((key) => !keysOf(content).includes(key));
    const summary = `${facts.file.path} was not written by microcloud, and these settings in it no longer count: ${lost.join(', ')}`;
    const hint = 'Write what shall stay under cluster.k3s.server or cluster.k3s.agent in the inventory, before init';
    const wanted = { content, mode: '600', ...restartWhen(facts.state) };
    yield* replaceFile(facts.file, wanted, lost.length > 0 ? { summary, hint } : undefined);
  },
});

/** Files of config.yaml.d with these endings are read by k3s. */
const endings = ['.yaml', '.yml', '.YAML', '.YML'];

/** Lists the settings in a text, by their names. A text that is not YAML has none: k3s does not start with it. */
function keysOf(text: string): readonly string[] {
  const { contents } = parseDocument(text, { logLevel: 'silent' });
  return isMap(contents) ? contents.items.map(({ key }) => String(key)) : [];
}
