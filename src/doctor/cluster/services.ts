import { distributionOf, distributions } from '../../distributions/table.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { PodObject } from '../../facts/cluster/pod-object.ts';
import type { ServiceObject } from '../../facts/cluster/service-object.ts';
import { portFact } from '../../facts/reach.ts';
import { command } from '../../shell/sh.ts';
import type { ClusterView } from '../check.ts';
import { isReached, isReady, membersIn, objectsCheck } from './seen-objects.ts';

/** Lists the pods that a Service leads to, whether they are ready or not. */
export function backends(
  { selector = {}, namespace }: ServiceObject,
  pods: readonly PodObject[],
): readonly PodObject[] {
  const wanted = Object.entries(selector);
  return pods.filter((pod) => pod.namespace === namespace && wanted.every(([key, value]) => pod.labels[key] === value));
}

/** A port that every node has for a published Service. */
interface Published {
  readonly name: string;
  readonly port: number;
  /** The nodes where pods behind it are ready. */
  readonly homes: readonly string[];
}

/** Lists the ports of published Services that have ready pods. */
function publishedIn({ services, pods }: ClusterObjects): readonly Published[] {
  const alive = services.flatMap((one) => {
    if (!one.selector || one.isLocal) return [];
    const homes = [
      ...new Set(
        backends(one, pods)
          .filter(isReady)
          .map(({ node }) => node),
      ),
    ];
    return homes.length > 0 ? [{ ...one, homes }] : [];
  });
  return alive.flatMap(({ namespace, name, ports, homes }) =>
    ports.flatMap(({ nodePort, protocol = 'TCP' }) =>
      nodePort && protocol === 'TCP' ? [{ name: `${namespace}/${name}`, port: nodePort, homes }] : [],
    ),
  );
}

/** Pairs each node and each port with another node, which shall ask there. */
function* questions(objects: ClusterObjects, view: ClusterView) {
  const published = publishedIn(objects);
  const members = membersIn(view);
  for (const { node } of members) {
    const asker = members.find((other) => other.node.name !== node.name);
    if (asker) for (const one of published) yield { node, one, asker, fact: portFact(node.address, one.port) };
  }
}

/** Says why a Service has no pod that answers. */
function emptiness(pods: readonly PodObject[], { nodes }: ClusterObjects): string {
  if (pods.length === 0) return 'no pod has the labels that it looks for';
  const homes = new Set(pods.map(({ node }) => node));
  const areOff = [...homes].every((home) => nodes.some(({ name, ready }) => name === home && !ready));
  return areOff
    ? `all its pods are on nodes that are not Ready: ${[...homes].join(', ')}`
    : 'none of its pods is ready';
}

export default [
  objectsCheck({
    id: 'svc.empty',
    title: 'A Service has no pods behind it',
    severity: 'warning',
    why: 'The Service exists, and nothing answers.',
    advice: 'kubectl get pods --show-labels',
    runbook:
      'A Service finds its pods by labels, and no pod that is ready has those of its selector. Compare `kubectl describe service` with the labels of the pods (`kubectl get pods --show-labels`), and look at pods that do not start.',
    source: 'Kubernetes: debug Services',
    *find(objects) {
      for (const service of objects.services) {
        if (!['NodePort', 'LoadBalancer'].includes(service.type) || !service.selector) continue;
        const pods = backends(service, objects.pods);
        if (pods.some(isReady)) continue;
        yield {
          what: `Service ${service.namespace}/${service.name} does not answer: ${emptiness(pods, objects)}`,
          advice: command`kubectl -n ${service.namespace} describe service ${service.name}; kubectl -n ${service.namespace} get pods --show-labels`,
        };
      }
    },
  }),
  objectsCheck({
    id: 'svc.nodeport',
    title: 'A NodePort does not answer on a node',
    why: 'Programs that reach the Service through this node get no answer.',
    advice: distributions.kubeadm.showProxy,
    runbook:
      'Every node answers on the ports of published Services: kube-proxy leads them to a pod, perhaps on another node. Look at kube-proxy of this node, at its firewall, and at the pod network (net.pods).',
    source: 'Kubernetes: debug Services; k3s#1247; Clommunity',
    *probes(objects, view) {
      for (const { asker, fact } of questions(objects, view)) yield { node: asker.node.name, fact };
    },
    *find(objects, view) {
      for (const [{ name, port, homes }, asked] of Map.groupBy(questions(objects, view), ({ one }) => one)) {
        const silent = asked.filter(({ asker, fact }) => asker.told(fact) === false);
        const what = `Service ${name} does not answer on its port ${port}`;
        if (silent.length === asked.length && !homes.some((home) => isReached(view, home))) {
          // For 40 seconds the cluster does not know that a node is off, and takes its pods for ready.
          const [home = '', ...more] = homes;
          yield {
            ...(more.length === 0 && { node: home }),
            what: `${what}: all its pods are on nodes that have not answered: ${homes.join(', ')}`,
            why: 'Five minutes after a node has gone Kubernetes starts the pods of a Deployment on another node.',
            advice: command`kubectl get pods -o wide --all-namespaces --field-selector spec.nodeName=${home}`,
          };
        } else {
          const { showProxy: advice } = distributionOf(view.cluster);
          for (const { node, asker } of silent)
            yield { node: node.name, what: `${what}, asked from ${asker.node.name}`, advice };
        }
      }
    },
  }),
];
