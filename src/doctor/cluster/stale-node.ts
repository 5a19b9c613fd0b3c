import type { NodeObject } from '../../facts/cluster/node-object.ts';
import type { Symptom } from '../check.ts';
import { objectsCheck } from './seen-objects.ts';

export default [
  objectsCheck({
    id: 'node.stale',
    title: 'A node of the cluster is not in the inventory',
    severity: 'warning',
    why: 'Nobody takes care of it, and its pods do not move away by themselves.',
    advice: 'kubectl delete node {node}',
    runbook:
      'It was renamed, or taken away without `microcloud remove`. Or it was removed while it was off, and has been switched on again. What is on its card still lets it in, so its Node object comes back whenever somebody deletes it. Add it to the inventory; `microcloud remove` then takes Kubernetes off it.',
    source: 'k3s#802, #2769, #6054',
    entails: ['node.cordoned'],
    *find({ nodes }, view) {
      for (const node of nodes) {
        const isListed = view.nodes.some(({ name }) => name === node.name);
        if (!isListed) yield { node: node.name, ...(node.ready ? running(node) : {}) };
      }
    },
  }),
];

function running({ name, internalAddress }: NodeObject): Symptom {
  return {
    what: 'It runs in the cluster, and is not in the inventory',
    advice: [
      `microcloud join ${internalAddress ?? 'ADDRESS'} --name ${name}`,
      `To take it out after that: microcloud remove ${name}`,
    ],
  };
}
