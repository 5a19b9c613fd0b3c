import { describe } from 'node:test';
import step from '../../../src/steps/kubernetes/k3s-containerd.ts';
import { k3sScope } from '../../support/k3s.ts';
import { fileAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const folder = '/var/lib/rancher/k3s/agent/etc/containerd';
const dropIn = `${folder}/config-v3.toml.d/50-microcloud.toml`;
const heading =
  '# Written by microcloud. Settings of your own: cluster.containerd.cri in the inventory.\nversion = 3\n';
const table = "\n[plugins.'io.containerd.cri.v1.runtime']\n";
const settings = `${heading}${table}  restrict_oom_score_adj = true\n`;
const former = `imports = ["${folder}/microcloud.toml"]\n{{ template "base" . }}\n`;
const scope = k3sScope({ cluster: { containerd: { cri: { restrict_oom_score_adj: true } } } });

describe("k3s's containerd", () => {
  itPlans(
    step,
    { template: '', settings: '', state: 'none\n' },
    {
      'is left as it is': { scope: k3sScope(), finds: [] },
      'gets the settings of the inventory': {
        scope,
        finds: [`change: Write ${dropIn}`],
        leaves: { [dropIn]: settings },
      },
      'has them': { when: { settings: fileAnswer(settings) }, scope, finds: [] },
      'gets them where an earlier microcloud wrote a template that k3s does not start with': {
        when: { template: fileAnswer(former) },
        scope,
        finds: [
          `change: Remove ${folder}/config-v3.toml.tmpl, which k3s does not start with`,
          `change: Write ${dropIn}`,
        ],
        leaves: { [`${folder}/config-v3.toml.tmpl`]: undefined },
      },
      'loses them': {
        when: { settings: fileAnswer(settings), state: 'done\n' },
        scope: k3sScope(),
        finds: [`change: Change ${dropIn}, which restarts k3s`],
      },
      'keeps the template of somebody else': {
        when: { template: fileAnswer('version = 3\n') },
        scope: k3sScope(),
        finds: [],
      },
    },
  );
});
