import { Version } from '../../distributions/version.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import { controlPlanesOf } from '../../inventory/node-roles.ts';
import type { AboutFault } from '../about.ts';
import { init } from '../advice.ts';
import { type ClusterView, clusterCheck } from '../check.ts';
import { objectsCheck } from './seen-objects.ts';

/**
 * The version of a node's kubelet. On a control plane the API server has the same version, with kubeadm and with k3s.
 */
interface Kubelet {
  readonly node: string;
  readonly version: Version;
  readonly isServer: boolean;
}

function kubeletsIn(objects: ClusterObjects, { nodes }: ClusterView): readonly Kubelet[] {
  return objects.nodes.flatMap(({ name, kubeletVersion: text }) => {
    const version = Version.parse(text);
    const isServer = controlPlanesOf(nodes).some((node) => node.name === name);
    return version ? [{ node: name, version, isServer }] : [];
  });
}

const oldestServer = (all: readonly Kubelet[]) =>
  all.filter(({ isServer }) => isServer).toSorted((a, b) => a.version.compare(b.version))[0];

/** A version that does not fit the version of the control plane. */
interface Row extends AboutFault {
  readonly age: string;
  readonly isApart: (one: Kubelet, server: Kubelet) => boolean;
}

const rows: readonly Row[] = [
  {
    id: 'skew.newer',
    title: 'It is newer than the control plane',
    why: 'A kubelet must not be newer than the API.',
    advice: 'microcloud init',
    runbook: 'Upgrade control planes first, then workers.',
    source: 'Kubernetes version skew policy; kubeone preflight; kubeadm preflight KubeletVersion',
    age: 'newer',
    isApart: ({ version, isServer }, server) => !isServer && version.minorsAheadOf(server.version) > 0,
  },
  {
    id: 'skew.older',
    title: 'It is much older than the control plane',
    why: 'A kubelet may be three minor versions older than the API, not more.',
    advice: init,
    runbook: 'It was off while the others were upgraded.',
    source: 'Kubernetes version skew policy; kubeone preflight',
    age: 'much older',
    isApart: ({ version }, server) => server.version.minorsAheadOf(version) > 3,
  },
];

export default [
  ...rows.map(({ age, isApart, ...about }) =>
    objectsCheck({
      ...about,
      entails: ['kubelet.programs', 'skew.mixed'],
      *find(objects, view) {
        const all = kubeletsIn(objects, view);
        const server = oldestServer(all);
        for (const one of all) {
          if (!server || !isApart(one, server)) continue;
          const [own, its] = [one.version.release, server.version.release];
          yield { node: one.node, what: `It has ${own}, ${age} than the control plane (${its})` };
        }
      },
    }),
  ),
  objectsCheck({
    id: 'skew.mixed',
    title: 'Nodes run different versions of Kubernetes',
    severity: 'warning',
    why: 'An upgrade was not finished.',
    advice: 'microcloud init',
    runbook: 'init brings all nodes to the version of the inventory.',
    source: 'kubeone status',
    *find(objects, view) {
      const known = kubeletsIn(objects, view).filter(({ node }) => view.nodes.some(({ name }) => name === node));
      const texts = [...new Set(known.map(({ version }) => version.release))];
      if (texts.length > 1) yield { what: `Nodes run different versions of Kubernetes: ${texts.join(', ')}` };
    },
  }),
  clusterCheck({
    id: 'etcd.even',
    title: 'An even number of control planes',
    severity: 'warning',
    why: 'Two control planes are less safe than one: when either of them is off, nothing can be changed.',
    advice: 'Make it one, three or five: role: control-plane in the inventory',
    runbook:
      'etcd needs more than half of its members. With two members etcd needs two, with three it needs two, with four it needs three.',
    source: 'etcd FAQ; kubespray, kubekey and sealos check the same',
    *judge({ nodes }) {
      const count = controlPlanesOf(nodes).length;
      if (count > 0 && count % 2 === 0) yield { what: `There are ${count} control planes, an even number` };
    },
  }),
];
