import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/settle/ready.ts';
import { fixture } from '../../support/fixture.ts';
import { k3sScope } from '../../support/k3s.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const answer = fixture('simulated-trixie/kubectl-get');
const scope = makeScope({ at: 'pi-1' });
const noNetwork =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';
const unready = (message: string) =>
  answer.replace(/(^Node\t\tpi-2\t.*\t)True\tkubelet is posting ready status/m, `$1False\t${message}`);
const refused = 'The connection to the server 192.168.0.201:6443 was refused - did you specify the right host or port?';

describe('a settled cluster', () => {
  itPlans(
    step,
    { state: answer },
    {
      'is Ready and has DNS': { scope, finds: [] },
      'waits for a node, with the reason that Kubernetes gives': {
        when: { state: unready(noNetwork) },
        scope,
        finds: [`wait: pi-2 is not Ready (${noNetwork})`],
      },
      'waits for a node that has not said anything yet': {
        when: { state: unready('').replace('\tFalse\t', '\t\t') },
        scope,
        finds: ['wait: pi-2 is not Ready (it has not reported yet)'],
      },
      'waits for a node that has joined and is not known yet': {
        when: { state: unready('').replaceAll('pi-2', 'other') },
        scope: { ...scope, joined: ['pi-2', 'pi-3'] },
        finds: ['wait: pi-2 has joined, and the cluster does not know it'],
      },
      'does not wait for nodes that are not of this inventory': {
        when: { state: unready('Kubelet stopped posting node status.').replaceAll('pi-2', 'other') },
        scope,
        finds: [],
      },
      'does not wait for a node that the run has not reached': {
        when: { state: unready('Kubelet stopped posting node status.') },
        scope: { ...scope, absent: ['pi-2'] },
        finds: [],
      },
      'waits for itself, and for nodes that come back': {
        when: { state: unready(noNetwork).replace(/(^Node\t\tpi-1\t.*\t)True\t/m, '$1False\t') },
        scope: { ...scope, absent: ['pi-1', 'pi-3'] },
        finds: ['wait: pi-1 is not Ready (kubelet is posting ready status)', `wait: pi-2 is not Ready (${noNetwork})`],
      },
      'has DNS when one CoreDNS answers while a node is off, whose pods take minutes to move': {
        when: {
          state: unready('Kubelet stopped posting node status.').replace(/(coredns\t.*?)2\t2\t/, '$11\t2\t'),
        },
        scope: { ...scope, absent: ['pi-2'] },
        finds: [],
      },
      'waits for CoreDNS': {
        when: { state: answer.replace(/(coredns\t.*?)2\t2\t/, '$1\t2\t') },
        scope,
        finds: ['wait: cluster DNS is not available yet (0 of 2 CoreDNS pods)'],
      },
      'waits for all of CoreDNS': {
        when: { state: answer.replace(/(coredns\t.*?)2\t2\t/, '$11\t2\t') },
        scope,
        finds: ['wait: cluster DNS is not available yet (1 of 2 CoreDNS pods)'],
      },
      'needs no CoreDNS that its owner left out': {
        when: { state: answer.replace(/^.*coredns.*\n/m, '') },
        scope,
        finds: [],
      },
      'waits for the CoreDNS that k3s deploys later': {
        when: { state: answer.replace(/^.*coredns.*\n/m, '') },
        scope: k3sScope({ at: 'pi-1' }),
        finds: ['wait: cluster DNS is not available yet (0 of 1 CoreDNS pods)'],
      },
      'needs no CoreDNS that is switched off in k3s': {
        when: { state: answer.replace(/^.*coredns.*\n/m, '') },
        scope: k3sScope({ at: 'pi-1', cluster: { k3s: { server: { disable: ['coredns'] } } } }),
        finds: [],
      },
      'waits for the API': {
        when: { state: `${refused}\nsilent\n` },
        scope,
        finds: [`wait: the Kubernetes API does not answer yet (${refused})`],
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
