import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/settle/ready-nodes.ts';
import { clusterAnswer, type Items, readyOf, silentAnswer } from '../../support/cluster-answer.ts';
import { k3sScope } from '../../support/k3s.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ at: 'pi-1' });
const noNetwork =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';
/** pi-2 is not Ready for this reason, and something else is so, too. */
const unready = (message: string, change: (items: Items) => void = () => {}) =>
  clusterAnswer((items) => {
    Object.assign(readyOf(items, 'pi-2'), { status: 'False', message });
    change(items);
  });
const renamed = (items: Items) => {
  items['Node pi-2'].metadata.name = 'other';
};
const withoutDns = clusterAnswer((items) => delete items['Deployment kube-system/coredns']);
const withDns = (available: number) =>
  clusterAnswer((items) => {
    items['Deployment kube-system/coredns'].status.availableReplicas = available;
  });
const refused = 'The connection to the server 192.168.0.201:6443 was refused - did you specify the right host or port?';

describe('a settled cluster', () => {
  itPlans(
    step,
    { state: clusterAnswer() },
    {
      'is Ready and has DNS': { scope, finds: [] },
      'waits for a node, with the reason that Kubernetes gives': {
        when: { state: unready(noNetwork) },
        scope,
        finds: [`wait: pi-2 is not Ready (${noNetwork})`],
      },
      'waits for a node that has not said anything yet': {
        when: { state: clusterAnswer((items) => delete items['Node pi-2'].status.conditions) },
        scope,
        finds: ['wait: pi-2 is not Ready (it has not reported yet)'],
      },
      'waits for a node that has joined and is not known yet': {
        when: { state: unready('', renamed) },
        scope: { ...scope, joined: ['pi-2', 'pi-3'] },
        finds: ['wait: pi-2 has joined, and the cluster does not know it [node.missing]'],
      },
      'does not wait for nodes that are not of this inventory': {
        when: { state: unready('Kubelet stopped posting node status.', renamed) },
        scope,
        finds: [],
      },
      'does not wait for a node that the run has not reached': {
        when: { state: unready('Kubelet stopped posting node status.') },
        scope: { ...scope, absent: ['pi-2'] },
        finds: [],
      },
      'waits for itself, and for nodes that come back': {
        when: {
          state: unready(noNetwork, (items) => {
            readyOf(items, 'pi-1').status = 'False';
          }),
        },
        scope: { ...scope, absent: ['pi-1', 'pi-3'] },
        finds: ['wait: pi-1 is not Ready (kubelet is posting ready status)', `wait: pi-2 is not Ready (${noNetwork})`],
      },
      'has DNS when one CoreDNS answers while a node is off, whose pods take minutes to move': {
        when: {
          state: unready('Kubelet stopped posting node status.', (items) => {
            items['Deployment kube-system/coredns'].status.availableReplicas = 1;
          }),
        },
        scope: { ...scope, absent: ['pi-2'] },
        finds: [],
      },
      'waits for CoreDNS': {
        when: { state: withDns(0) },
        scope,
        finds: ['wait: cluster DNS is not available yet (0 of 2 CoreDNS pods) [dns.coredns]'],
      },
      'waits for all of CoreDNS': {
        when: { state: withDns(1) },
        scope,
        finds: ['wait: cluster DNS is not available yet (1 of 2 CoreDNS pods) [dns.coredns]'],
      },
      'needs no CoreDNS that its owner left out': {
        when: { state: withoutDns },
        scope,
        finds: [],
      },
      'waits for the CoreDNS that k3s deploys later': {
        when: { state: withoutDns },
        scope: k3sScope({ at: 'pi-1' }),
        finds: ['wait: cluster DNS is not available yet (0 of 1 CoreDNS pods) [dns.coredns]'],
      },
      'needs no CoreDNS that is switched off in k3s': {
        when: { state: withoutDns },
        scope: k3sScope({ at: 'pi-1', cluster: { k3s: { server: { disable: ['coredns'] } } } }),
        finds: [],
      },
      'waits for the API': {
        when: { state: silentAnswer(refused) },
        scope,
        finds: [`wait: the Kubernetes API does not answer yet (${refused}) [cluster.silent]`],
      },
      'is looked at from the first control plane alone': { when: { state: unready(noNetwork) }, finds: [] },
    },
  );

  it('asks the journal of the node that is not Ready for the cause', () => {
    const [finding] = planStep(step, { state: unready(noNetwork) }, scope);
    assert.deepEqual(finding?.kind === 'wait' && [finding.explain?.node, finding.explain?.fact.id], [
      'pi-2',
      'journal',
    ]);
  });
});
