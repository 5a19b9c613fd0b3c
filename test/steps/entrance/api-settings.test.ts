import { describe } from 'node:test';
import { stringify } from 'yaml';
import step from '../../../src/steps/entrance/api-settings.ts';
import { managedAnswer } from '../../support/managed-objects.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

/** The ConfigMap kubeadm-config of a cluster that is called so, and whose certificates hold for these names. */
function settings(endpoint: string, ...certSANs: readonly string[]): string {
  const ClusterConfiguration = stringify({ controlPlaneEndpoint: endpoint, apiServer: { certSANs } });
  const metadata = { namespace: 'kube-system', name: 'kubeadm-config' };
  return managedAnswer([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { ClusterConfiguration } }]);
}

const named = 'api.home.internal:6443';
const scope = makeScope({ at: 'pi-1', cluster: { sharedAddress: '192.168.0.200' } });

describe('what kubeadm tells nodes that join', () => {
  itPlans(
    step,
    { objects: settings(named, 'api.home.internal', '192.168.0.200'), called: named },
    {
      'is the name of the API, and the shared address': { scope, finds: [] },
      'is the shared address from then on': {
        when: { objects: settings(named, 'api.home.internal') },
        scope,
        finds: ['change: Let certificates of further control planes hold for 192.168.0.200, too'],
      },
      'is the name where nodes called the API by an address': {
        when: { objects: settings('192.168.0.201:6443', '192.168.0.201'), called: '192.168.0.201:6443' },
        scope,
        finds: ['change: Let nodes that join, and kube-proxy, call the API by api.home.internal:6443'],
      },
      'is the name also where an earlier run was interrupted': {
        when: { objects: settings('192.168.0.201:6443', '192.168.0.201') },
        scope,
        finds: ['change: Let nodes that join, and kube-proxy, call the API by api.home.internal:6443'],
      },
      'stays as it is without a shared address': {
        when: { objects: settings('192.168.0.201:6443'), called: '192.168.0.201:6443' },
        scope: makeScope({ at: 'pi-1' }),
        finds: [],
      },
      'is nothing before there is a cluster': { when: { objects: 'none\n', called: '' }, scope, finds: [] },
    },
    { undone: 'the cluster would have to answer' },
  );
});
