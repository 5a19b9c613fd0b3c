import { flannelVersions } from '../../distributions/minors.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { apiEndpoint } from '../../inventory/address.ts';
import { manifest } from '../../resources/manifest.ts';
import type { ObjectSet } from '../../resources/object-set.ts';
import { ensureObjects, objectsFact } from '../../resources/objects.ts';

export default defineStep({
  id: 'cni.flannel_manifest',
  title: 'Flannel',
  only: 'kubeadm',
  on: 'leader',
  needs: (scope) => ({ objects: objectsFact(scope.cluster, objects(scope)) }),
  *plan({ facts, ...scope }) {
    yield* ensureObjects(facts.objects, scope.cluster, objects(scope));
  },
});

function objects({ cluster, leader }: Pick<Scope, 'cluster' | 'leader'>): ObjectSet {
  const [apiHost = '', apiPort = '6443'] = apiEndpoint(cluster, leader).split(':');
  const documents = manifest('flannel.yaml', {
    apiHost,
    apiPort,
    podNetwork: cluster.podNetwork,
    backend: cluster.flannelBackend,
    flannelVersion: flannelVersions.flannel,
    cniPluginVersion: flannelVersions.cniPlugin,
  });
  return { name: 'flannel', title: 'Flannel', documents };
}
