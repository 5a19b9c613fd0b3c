import { flannelVersions } from '../../distributions/kubeadm.ts';
import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { apiEndpoint } from '../../inventory/address.ts';
import { ensureApplied } from '../../resources/manifest.ts';
import { template } from '../../resources/template.ts';

export default defineStep({
  title: 'Flannel',
  only: 'kubeadm',
  on: 'leader',
  needs: ({ cluster }) => ({ state: clusterState(cluster) }),
  *plan({ cluster, leader, facts }) {
    const [apiHost = '', apiPort = '6443'] = apiEndpoint(cluster, leader).split(':');
    const values = {
      apiHost,
      apiPort,
      podNetwork: cluster.podNetwork,
      backend: cluster.flannelBackend,
      flannelVersion: flannelVersions.flannel,
      cniPluginVersion: flannelVersions.cniPlugin,
    };
    const manifest = (applied: string) => template('flannel.yaml', { ...values, applied });
    yield* ensureApplied(facts.state, cluster, 'kube-flannel/kube-flannel-ds', 'Flannel', manifest);
  },
});
