import { describe } from 'node:test';
import step from '../../../src/steps/kubernetes/k3s-containerd.ts';
import { k3sScope } from '../../support/k3s.ts';
import { fileAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const folder = '/var/lib/rancher/k3s/agent/etc/containerd';
const heading =
  '# Written by microcloud. Settings of your own: cluster.containerd.cri in the inventory.\nversion = 3\n';
const table = "\n[plugins.'io.containerd.cri.v1.runtime']\n";
const settings = `${heading}${table}  restrict_oom_score_adj = true\n`;
const template = `imports = ["${folder}/microcloud.toml"]\n{{ template "base" . }}\n`;
const scope = k3sScope({ cluster: { containerd: { cri: { restrict_oom_score_adj: true } } } });

describe("k3s's containerd", () => {
  itPlans(
    step,
    { template: '', settings: '', state: 'none\n' },
    {
      'is left as it is': { scope: k3sScope(), finds: [] },
      'gets the settings of the inventory': {
        scope,
        finds: [`change: Write ${folder}/microcloud.toml`, `change: Write ${folder}/config-v3.toml.tmpl`],
      },
      'has them': { when: { template: fileAnswer(template), settings: fileAnswer(settings) }, scope, finds: [] },
      'loses them': {
        when: { template: fileAnswer(template), settings: fileAnswer(settings), state: 'done\n' },
        scope: k3sScope(),
        finds: [`change: Change ${folder}/microcloud.toml, which restarts k3s`],
      },
      'keeps the template of somebody else': {
        when: { template: fileAnswer('version = 3\n') },
        scope: k3sScope(),
        finds: [],
      },
    },
  );
});
