import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import step from '../../../src/steps/addons/flannel.ts';
import { clusterAnswer, silentAnswer } from '../../support/cluster-answer.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ at: 'pi-1' });
const withoutFlannel = clusterAnswer((items) => delete items['DaemonSet kube-flannel/kube-flannel-ds']);
const refused = 'The connection to the server 192.168.0.201:6443 was refused - did you specify the right host or port?';

/** The manifest that it would send for this scope. */
function manifest(changed = scope): string {
  const [finding] = planStep(step, { state: withoutFlannel }, changed);
  return finding?.kind === 'change' ? (/^printf %s '([\s\S]*)' \|/.exec(finding.script.wire)?.[1] ?? '') : '';
}

const [sum = ''] = /(?<=applied: '\S*?)\b[0-9a-f]{16}\b/.exec(manifest()) ?? [];
const applied = (text: string) =>
  clusterAnswer((items) => {
    items['DaemonSet kube-flannel/kube-flannel-ds'].metadata.annotations = { 'microcloud.cloudy/applied': text };
  });

describe('Flannel', () => {
  itPlans(
    step,
    { state: applied(sum) },
    {
      'is there as it shall be': { scope, finds: [] },
      'is deployed': { when: { state: withoutFlannel }, scope, finds: ['change: Deploy Flannel'] },
      'is planned where there is no cluster yet': {
        when: { state: 'none\n' },
        scope,
        finds: ['change: Deploy Flannel'],
      },
      'is updated when its manifest has changed': {
        when: { state: applied('0123456789abcdef') },
        scope,
        finds: ['change: Update Flannel'],
      },
      'is updated when somebody else deployed it': {
        when: { state: clusterAnswer() },
        scope,
        finds: ['change: Update Flannel'],
      },
      'gets another pod network': {
        scope: makeScope({ at: 'pi-1', cluster: { podNetwork: '10.42.0.0/16' } }),
        finds: ['change: Update Flannel'],
      },
      'waits for the API': {
        when: { state: silentAnswer(refused) },
        scope,
        finds: [`wait: the Kubernetes API does not answer yet (${refused})`],
      },
      'is deployed by the first control plane alone': { when: { state: withoutFlannel }, finds: [] },
      'is left out for k3s, which has its own': {
        when: { state: withoutFlannel },
        scope: makeScope({ at: 'pi-1', cluster: { distribution: 'k3s' } }),
        finds: [],
      },
    },
  );

  it('is sent as objects that Kubernetes reads, with the pod network of the inventory', () => {
    const text = manifest(makeScope({ at: 'pi-1', cluster: { podNetwork: '10.42.0.0/16' } }));
    const objects = parseAllDocuments(text.replaceAll(`'\\''`, "'")).map((document) => document.toJS());
    const kinds = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.ok(kinds.includes('DaemonSet kube-flannel-ds'), kinds.join(', '));
    const config = objects.find(({ kind }) => kind === 'ConfigMap');
    assert.equal(JSON.parse(config.data['net-conf.json']).Network, '10.42.0.0/16');
  });

  it('carries its own sum where the cluster shows it', () => {
    const daemonSet = parseAllDocuments(manifest().replaceAll(`'\\''`, "'"))
      .map((document) => document.toJS())
      .find(({ kind }) => kind === 'DaemonSet');
    assert.match(daemonSet.metadata.annotations['microcloud.cloudy/applied'], /^[0-9a-f]{16}$/);
  });
});
