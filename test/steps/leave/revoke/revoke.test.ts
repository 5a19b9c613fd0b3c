import { describe } from 'node:test';
import tokens from '../../../../src/steps/leave/revoke/bootstrap-tokens.ts';
import pods from '../../../../src/steps/leave/revoke/lost-pods.ts';
import { makeScope } from '../../../support/plan.ts';
import { itPlans } from '../../../support/rows.ts';

const scope = makeScope({ at: 'pi-1' });
const lost = { ...scope, leaving: scope.nodes.slice(2).map((node) => ({ node, runs: false })) };
const k3s = { ...lost, cluster: makeScope({ cluster: { distribution: 'k3s' } }).cluster };
const node = { programs: { kubectl: ':', k3s: ':' } };
const once = 'no cluster answers';

describe('the pods of a lost node', () => {
  itPlans(
    pods,
    { 'pi-3': '' },
    {
      'are nothing where the cluster sees none': { scope: lost, finds: [] },
      'go, and with them their tokens': {
        once,
        node,
        when: { 'pi-3': 'kube-flannel/kube-flannel-ds-x\nmicrocloud/cloudy-publisher-x\n' },
        scope: lost,
        finds: ["change: Delete what the cluster has of 2 pods of pi-3, and with it the node's tokens for them"],
        calls: [
          'kubectl delete pods -A --force --grace-period=0 --wait=false --ignore-not-found --field-selector spec.nodeName=pi-3',
        ],
      },
      'go with k3s, too': {
        once,
        node,
        when: { 'pi-3': 'default/web\n' },
        scope: k3s,
        finds: ["change: Delete what the cluster has of the pod of pi-3, and with it the node's tokens for them"],
      },
    },
  );
});

describe('tokens by which nodes join', () => {
  itPlans(
    tokens,
    { tokens: '' },
    {
      'are nothing where there are none': { scope: lost, finds: [] },
      'go, also those that a person has made': {
        once,
        node,
        when: { tokens: 'secret/bootstrap-token-abcdef\nsecret/bootstrap-token-ghijkl\n' },
        scope: lost,
        finds: ['change: Delete 2 tokens by which nodes could join'],
        calls: [
          'kubectl -n kube-system delete --ignore-not-found secret/bootstrap-token-abcdef secret/bootstrap-token-ghijkl',
        ],
      },
      'are the business of kubeadm': { scope: k3s, finds: [] },
    },
  );
});
