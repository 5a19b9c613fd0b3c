import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { fileFact } from '../../facts/file.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { sh } from '../../shell/sh.ts';
import { criFields } from '../runtime/containerd-config.ts';
import { restartWhen } from './k3s-settings.ts';

/**
 * The template that microcloud wrote before k3s read a folder of settings. Now k3s's own template has imports, too, and
 * with both containerd does not start.
 */
const former = `imports = ["${k3sPaths.containerdTemplate.replace(/[^/]*$/, 'microcloud.toml')}"]\n{{ template "base" . }}\n`;

export default defineStep({
  id: 'cri.config',
  title: "k3s's containerd",
  only: 'k3s',
  needs: ({ cluster }) => ({
    template: fileFact(k3sPaths.containerdTemplate),
    settings: fileFact(k3sPaths.containerdSettings),
    state: memberState(cluster),
  }),
  *plan({ cluster, facts }) {
    const fields = criFields(cluster.containerd.cri ?? {});
    if (facts.template.exists && facts.template.content === former) {
      const { path } = facts.template;
      yield { kind: 'change', summary: `Remove ${path}, which k3s does not start with`, script: sh`rm -f ${path}` };
    }
    // When the inventory has no settings any more, an empty table stays: without a file nothing would restart k3s.
    if (fields === '' && !facts.settings.exists) return;
    const settings = `# Written by microcloud. Settings of your own: cluster.containerd.cri in the inventory.
version = 3

[plugins.'io.containerd.cri.v1.runtime']
${fields}`;
    yield* ensureFile(facts.settings, { content: settings, ...restartWhen(facts.state) });
  },
});
