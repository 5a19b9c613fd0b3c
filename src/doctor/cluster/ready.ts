import { journalCommand } from '../../distributions/table.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import { journalCause } from '../../facts/journal.ts';
import type { ClusterView } from '../check.ts';
import { shortened } from '../shortened.ts';
import { objectsCheck } from './seen-objects.ts';

interface Unready {
  readonly name: string;
  readonly message: string;
}

function unreadyIn(objects: ClusterObjects, { nodes }: ClusterView): readonly Unready[] {
  return objects.nodes.flatMap(({ name, conditions }) => {
    const ready = conditions.find(({ type }) => type === 'Ready');
    const isKnown = nodes.some((node) => node.name === name);
    return isKnown && ready?.status !== 'True' ? [{ name, message: ready?.message ?? 'it has not reported yet' }] : [];
  });
}

export default [
  objectsCheck({
    id: 'node.ready',
    title: 'It is not Ready',
    why: 'It gets no new pods, and its pods move to other nodes.',
    advice: 'ssh {node} sudo journalctl -u kubelet -u containerd',
    runbook:
      'The line says what the journal of the node tells; usual causes are said in other words. In brackets stands the reason that Kubernetes gives. A node that is off is NotReady after 40 seconds.',
    source: 'talosctl health; kubeone status; techno-tim/k3s-ansible#17',
    entails: ['pods.stuck', 'pods.ending', 'pods.unready', 'net.dns_pod'],
    entailsAnywhere: ['node.waiting', 'pods.rollout'],
    *probes(objects, view) {
      for (const { name } of unreadyIn(objects, view)) yield { node: name, fact: journalCause(view.cluster) };
    },
    *find(objects, view) {
      for (const { name, message } of unreadyIn(objects, view)) {
        const cause = view.looked.find(({ node }) => node.name === name)?.told(journalCause(view.cluster));
        const [sentence = ''] = (cause ?? '').split('\n', 1);
        const isMatched = (cause ?? '').includes('\n  ');
        const why = (isMatched ? sentence : message).replace(/\.$/, '');
        const own = isMatched && !/stopped posting/.test(message) ? ` (${shortened(message, 120)})` : '';
        yield {
          node: name,
          what: `It is not Ready: ${why}${own}`,
          advice: `ssh {node} sudo ${journalCommand(view.cluster)}`,
        };
      }
    },
  }),
];
