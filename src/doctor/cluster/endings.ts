import type { PodObject } from '../../facts/cluster/pod-object.ts';
import type { NamespaceObject } from '../../facts/cluster/unfinished-object.ts';
import { command } from '../../shell/sh.ts';
import { shortened } from '../shortened.ts';
import { podsWith } from './claims.ts';
import { objectsCheck, patienceSeconds, podName, waited } from './seen-objects.ts';

/** What keeps a namespace that somebody deleted, in words; `lists` are the kinds of objects that are left in it. */
interface Keeper {
  readonly why: string;
  readonly lists: readonly string[];
}

const message = ({ conditions }: NamespaceObject, type: string) =>
  conditions.find((one) => one.type === type && one.status === 'True')?.message ?? '';

/** Reads "configmaps. has 1 resource instances, pods. has 2 resource instances" as "configmaps (1)" and "pods (2)". */
function remainsIn(text: string): readonly string[] {
  return [...text.matchAll(/([\w.-]+?)\.? has (\d+) resource instances/g)].map(
    ([, kind = '', count]) => `${kind} (${count})`,
  );
}

function keeperOf(one: NamespaceObject): Keeper {
  const lists = remainsIn(message(one, 'NamespaceContentRemaining'));
  const left = lists.length === 0 ? '' : `there are still ${lists.join(', ')} in it`;
  const finalizers = [...message(one, 'NamespaceFinalizersRemaining').matchAll(/(\S+) in \d+ resource instances/g)];
  const names = finalizers.map(([, name]) => name).join(', ');
  const failure = message(one, 'NamespaceDeletionContentFailure') || message(one, 'NamespaceDeletionDiscoveryFailure');
  if (names !== '') return { lists, why: `${left}, and no program has done what their finalizer ${names} waits for` };
  if (failure !== '') return { lists, why: `Kubernetes cannot empty it (${shortened(failure, 160)})` };
  if (left !== '') return { lists, why: left };
  if (one.finalizers.length > 0)
    return { lists, why: `its finalizer ${one.finalizers.join(', ')} waits for a program` };
  return { lists, why: 'Kubernetes does not empty it: look at kube-controller-manager' };
}

/** Says why a pod is still there that somebody deleted. */
function podKeeper({ finalizers, node }: PodObject): string {
  if (finalizers.length > 0) return `its finalizer ${finalizers.join(', ')} waits for a program`;
  return `kubelet of ${node} does not say that it has stopped`;
}

export default [
  objectsCheck({
    id: 'ns.ending',
    title: 'A deleted namespace is still there',
    why: 'Nothing can be made in it, and nobody can make it anew.',
    advice: 'kubectl get namespace NAME -o yaml',
    runbook:
      'A finalizer is the name of a program that wants to clean up before an object goes. Where that program was removed, nobody cleans up. Start the program again, or take the finalizer out of each object that is left: `kubectl -n NAMESPACE patch KIND NAME --type=merge -p \'{"metadata":{"finalizers":null}}\'`. Then the things that the program should have cleaned up stay.',
    source: 'kubernetes#60807; Kubernetes: finalizers',
    entailsAnywhere: ['pods.refused'],
    *find({ apiServices, namespaces, now }) {
      const isBlind = apiServices.some(({ fault, service }) => fault !== undefined && service);
      for (const one of namespaces) {
        if (one.endsSince === undefined || now - one.endsSince < patienceSeconds) continue;
        // cluster.api_service says so.
        if (isBlind && message(one, 'NamespaceDeletionDiscoveryFailure') !== '') continue;
        const { why, lists } = keeperOf(one);
        const kinds = lists.map((text) => text.replace(/ .*/, '')).join(',');
        const look =
          kinds === ''
            ? command`kubectl get namespace ${one.name} -o yaml`
            : command`kubectl -n ${one.name} get ${kinds} -o yaml`;
        yield {
          what: `The namespace ${one.name} was deleted ${waited(now - one.endsSince)} ago and is still there: ${why}`,
          advice: look,
        };
      }
    },
  }),
  objectsCheck({
    id: 'pods.ending',
    title: 'A deleted pod is still there',
    why: 'The pod that replaces it may wait: a StatefulSet starts no second pod of this name.',
    advice: 'kubectl -n NAMESPACE delete pod NAME --grace-period=0 --force',
    runbook:
      'A node must say that the pod has stopped. When the node is off for good, take it out (`microcloud remove`). With --force the cluster forgets the pod, which may still run: do that only when the node is off, or has been started again. A pod with a finalizer waits for the program that has put it there.',
    source: 'Kubernetes: force delete StatefulSet pods; kubernetes#65569',
    entailsAnywhere: ['pods.rollout'],
    *find({ pods, now }) {
      for (const pod of pods) {
        if (pod.endsAt === undefined || now - pod.endsAt < patienceSeconds / 2) continue;
        const since = waited(now - pod.endsAt);
        const look = command`kubectl -n ${pod.namespace} get pod ${pod.name} -o yaml`;
        const force = command`kubectl -n ${pod.namespace} delete pod ${pod.name} --grace-period=0 --force`;
        yield {
          ...(pod.node === '' ? {} : { node: pod.node }),
          what: `Pod ${podName(pod)} should have gone ${since} ago: ${podKeeper(pod)}`,
          advice: pod.finalizers.length > 0 ? look : force,
        };
      }
    },
  }),
  objectsCheck({
    id: 'pvc.ending',
    title: 'A deleted volume claim is still there',
    severity: 'warning',
    why: 'Nobody can make it anew.',
    advice: 'kubectl -n NAMESPACE describe pvc NAME',
    runbook: 'A claim stays as long as a pod uses it. Delete that pod, or its workload.',
    source: 'Kubernetes: storage object in use protection',
    *find(objects) {
      for (const claim of objects.claims) {
        if (claim.endsSince === undefined || objects.now - claim.endsSince < patienceSeconds) continue;
        const users = podsWith(claim, objects);
        const why = users !== '' ? `pod ${users} uses it` : 'one of its finalizers waits for a program';
        yield {
          what: `The volume claim ${claim.namespace}/${claim.name} was deleted ${waited(objects.now - claim.endsSince)} ago and is still there: ${why}`,
          advice: command`kubectl -n ${claim.namespace} describe pvc ${claim.name}`,
        };
      }
    },
  }),
];
