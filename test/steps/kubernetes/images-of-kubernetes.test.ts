import { describe } from 'node:test';
import step from '../../../src/steps/kubernetes/images-of-kubernetes.ts';
import { fixture } from '../../support/fixture.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const all = fixture('simulated-trixie/images');
const base = { architecture: 'amd64\n', images: all };
const worker = [
  'registry.k8s.io/kube-proxy:v1.35.4',
  'registry.k8s.io/coredns/coredns:v1.13.1',
  'registry.k8s.io/pause:3.10.1',
  'ghcr.io/flannel-io/flannel:v0.28.4',
  'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel1',
].map((name) => `change: Import ${name}`);
const controlPlane = [
  'kube-apiserver:v1.35.4',
  'kube-controller-manager:v1.35.4',
  'kube-scheduler:v1.35.4',
  'etcd:3.6.6-0',
].map((name) => `change: Import registry.k8s.io/${name}`);

describe('images of Kubernetes', () => {
  itPlans(
    step,
    base,
    {
      'are there': { finds: [] },
      'are there on a control plane': { scope: makeScope({ at: 'pi-1' }), finds: [] },
      'are imported on a fresh worker': { when: { images: '' }, finds: worker },
      'are imported on a fresh control plane': {
        when: { images: '' },
        scope: makeScope({ at: 'pi-1' }),
        finds: [...controlPlane, ...worker],
      },
      'are imported where one is missing': {
        when: { images: all.replace('registry.k8s.io/pause:3.10.1\n', '') },
        finds: ['change: Import registry.k8s.io/pause:3.10.1'],
      },
      'are none for k3s': { when: { images: '' }, scope: makeScope({ cluster: { distribution: 'k3s' } }), finds: [] },
    },
    { once: 'containerd has its images', node: { programs: { ctr: ':' } } },
  );
});
