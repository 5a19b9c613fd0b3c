import { describe } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
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
  'ghcr.io/flannel-io/flannel:v0.28.10',
  'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3',
].map((name) => `change: Import ${name}`);
const controlPlane = [
  'kube-apiserver:v1.35.4',
  'kube-controller-manager:v1.35.4',
  'kube-scheduler:v1.35.4',
  'etcd:3.6.6-0',
].map((name) => `change: Import registry.k8s.io/${name}`);

const untested = makeScope({ at: 'pi-1', cluster: { version: Version.of('1.35.99') } });
const listed = (etcd: string, coredns: string, pause: string) =>
  [
    ...['apiserver', 'controller-manager', 'scheduler', 'proxy'].map((name) => `registry.k8s.io/kube-${name}:v1.35.99`),
    `registry.k8s.io/coredns/coredns:${coredns}`,
    `registry.k8s.io/pause:${pause}`,
    `registry.k8s.io/etcd:${etcd}\n`,
  ].join('\n');

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
      'are those that kubeadm itself names for a version that is not tested': {
        when: { images: '', listed: listed('3.6.9-1', 'v1.13.9', '3.10.1') },
        scope: untested,
        finds: [
          ...controlPlane.map((text) => text.replace('1.35.4', '1.35.99').replace('3.6.6-0', '3.6.9-1')),
          ...worker.map((text) => text.replace('1.35.4', '1.35.99').replace('v1.13.1', 'v1.13.9')),
        ],
      },
      'are those of its minor version while there is no kubeadm': {
        when: { images: '', listed: '' },
        scope: untested,
        finds: [...controlPlane, ...worker].map((text) => text.replace('1.35.4', '1.35.99')),
      },
      "are kubeadm's pause and the one that containerd is configured with": {
        when: {
          images: all.replaceAll('1.35.4', '1.35.99').replace('registry.k8s.io/pause:3.10.1\n', ''),
          listed: listed('3.6.6-0', 'v1.13.1', '3.11'),
        },
        scope: untested,
        finds: ['change: Import registry.k8s.io/pause:3.10.1', 'change: Import registry.k8s.io/pause:3.11'],
      },
      'are nothing that an answer smuggles in': {
        when: {
          images: all.replaceAll('1.35.4', '1.35.99'),
          listed: 'registry.k8s.io/etcd:$(reboot)\nW1129 warning\n',
        },
        scope: untested,
        finds: [],
      },
      'are those of addons, each once': {
        scope: makeScope({ cluster: { addons: { storage: true, nfs: { node: 'pi-2' } } } }),
        finds: ['change: Import docker.io/rancher/local-path-provisioner:v0.0.30'],
      },
      'are none for k3s': { when: { images: '' }, scope: makeScope({ cluster: { distribution: 'k3s' } }), finds: [] },
    },
    { once: 'containerd has its images', node: { programs: { ctr: ':' } } },
  );
});
