import { clusterObjects } from '../../facts/cluster/cluster-state.ts';
import { init } from '../advice.ts';
import { type About, type ClusterView, clusterCheck } from '../check.ts';
import { objectsIn } from './objects.ts';

interface Version {
  readonly node: string;
  readonly text: string;
  readonly minor: number;
  readonly isServer: boolean;
}

function versionsIn(view: ClusterView): readonly Version[] {
  return (objectsIn(view)?.nodes ?? []).flatMap(({ name, kubeletVersion: text }) => {
    const minor = Number(/^v1\.(\d+)\./.exec(text)?.[1]);
    const isServer = view.nodes.some((node) => node.name === name && node.role === 'control-plane');
    return Number.isNaN(minor) ? [] : [{ node: name, text, minor, isServer }];
  });
}

/** Servers of kubeadm and k3s have the version of their kubelet. */
const oldestServer = (all: readonly Version[]) =>
  all.filter(({ isServer }) => isServer).toSorted((a, b) => a.minor - b.minor)[0];

const needs = ({ cluster }: Pick<ClusterView, 'cluster'>) => ({ objects: clusterObjects(cluster) });

/** A version that does not go with that of the control plane. */
interface Row extends Omit<About, 'severity'> {
  readonly age: string;
  readonly isApart: (one: Version, server: Version) => boolean;
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
    isApart: ({ minor, isServer }, server) => !isServer && minor > server.minor,
  },
  {
    id: 'skew.older',
    title: 'It is much older than the control plane',
    why: 'A kubelet may be three minor versions older than the API, not more.',
    advice: init,
    runbook: 'It was off while the others were upgraded.',
    source: 'Kubernetes version skew policy; kubeone preflight',
    age: 'much older',
    isApart: ({ minor }, server) => server.minor - minor > 3,
  },
];

export default [
  ...rows.map(({ age, isApart, ...about }) =>
    clusterCheck({
      ...about,
      severity: 'problem',
      entails: ['kubelet.programs', 'skew.mixed'],
      needs,
      *judge(view) {
        const all = versionsIn(view);
        const server = oldestServer(all);
        for (const one of all) {
          if (!server || !isApart(one, server)) continue;
          yield { node: one.node, what: `It has ${one.text}, ${age} than the control plane (${server.text})` };
        }
      },
    }),
  ),
  clusterCheck({
    id: 'skew.mixed',
    title: 'Nodes run different versions of Kubernetes',
    severity: 'warning',
    why: 'An upgrade has not come to its end.',
    advice: 'microcloud init',
    runbook: 'init brings all nodes to the version of the inventory.',
    source: 'kubeone status',
    needs,
    *judge(view) {
      const known = versionsIn(view).filter(({ node }) => view.nodes.some(({ name }) => name === node));
      const texts = [...new Set(known.map(({ text }) => text))];
      if (texts.length > 1) yield { what: `Nodes run different versions of Kubernetes: ${texts.join(', ')}` };
    },
  }),
  clusterCheck({
    id: 'etcd.even',
    title: 'An even number of control planes',
    severity: 'warning',
    why: 'Two survive less than one: when either is off, nothing can be changed.',
    advice: 'Make it one, three or five: role: control-plane in the inventory',
    runbook: 'etcd needs more than half of its members. Two need two, three need two, four need three.',
    source: 'etcd FAQ; kubespray, kubekey and sealos check the same',
    *judge({ nodes }) {
      const count = nodes.filter(({ role }) => role === 'control-plane').length;
      if (count > 0 && count % 2 === 0) yield { what: `There are ${count} control planes, an even number` };
    },
  }),
];
