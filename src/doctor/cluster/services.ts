import { distributionOf, distributions } from '../../distributions/table.ts';
import type { ClusterObjects } from '../../facts/cluster/cluster-state.ts';
import { clusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { PodObject } from '../../facts/cluster/pod-object.ts';
import type { ServiceObject } from '../../facts/cluster/service-object.ts';
import { portFact } from '../../facts/reach.ts';
import type { Node } from '../../inventory/schema.ts';
import { command } from '../../shell/sh.ts';
import { type ClusterView, clusterCheck, type Looked } from '../check.ts';
import { isReady, membersIn, objectsIn } from './seen-objects.ts';

const mostPorts = 10;

/** The pods that a Service leads to, whether they are ready or not. */
export function backends(
  { selector = {}, namespace }: ServiceObject,
  pods: readonly PodObject[],
): readonly PodObject[] {
  const wanted = Object.entries(selector);
  return pods.filter((pod) => pod.namespace === namespace && wanted.every(([key, value]) => pod.labels[key] === value));
}

/** Published Services that have running pods, and their port on every node. */
function nodePorts({ services, pods }: ClusterObjects): readonly { readonly name: string; readonly port: number }[] {
  const alive = services.filter((one) => one.selector && !one.isLocal && backends(one, pods).some(isReady));
  return alive
    .flatMap(({ namespace, name, ports }) =>
      ports.flatMap(({ nodePort, protocol = 'TCP' }) =>
        nodePort && protocol === 'TCP' ? [{ name: `${namespace}/${name}`, port: nodePort }] : [],
      ),
    )
    .slice(0, mostPorts);
}

/** Chooses another node, which asks whether this node answers. */
function askerOf(target: Node, members: readonly Looked[]): Looked | undefined {
  return members.find(({ node }) => node.name !== target.name);
}

function* questions(view: ClusterView) {
  const objects = objectsIn(view);
  const members = membersIn(view);
  for (const { node } of members) {
    const asker = askerOf(node, members);
    const address = node.address;
    for (const { name, port } of objects && asker ? nodePorts(objects) : []) {
      if (asker) yield { node, name, port, asker, fact: portFact(address, port) };
    }
  }
}

export default [
  clusterCheck({
    id: 'svc.empty',
    title: 'A Service has no pods behind it',
    severity: 'warning',
    why: 'The Service exists, and nothing answers.',
    advice: 'kubectl get pods --show-labels',
    runbook:
      'Its selector fits no pod that is ready: compare `kubectl describe service` with the labels of the pods, and look at pods that do not start.',
    source: 'Kubernetes: debug Services',
    needs: ({ cluster }) => ({ objects: clusterObjects(cluster) }),
    *judge(view) {
      const objects = objectsIn(view);
      for (const service of objects?.services ?? []) {
        if (!['NodePort', 'LoadBalancer'].includes(service.type) || !service.selector || !objects) continue;
        const pods = backends(service, objects.pods);
        if (pods.some(isReady)) continue;
        const why = pods.length === 0 ? 'no pod has the labels that it looks for' : 'none of its pods is ready';
        yield {
          what: `Service ${service.namespace}/${service.name} does not answer: ${why}`,
          advice: command`kubectl -n ${service.namespace} describe service ${service.name}; kubectl -n ${service.namespace} get pods --show-labels`,
        };
      }
    },
  }),
  clusterCheck({
    id: 'svc.nodeport',
    title: 'A NodePort does not answer on a node',
    severity: 'problem',
    why: 'Programs that reach the Service through this node get no answer.',
    advice: distributions.kubeadm.showProxy,
    runbook:
      'Every node answers on the ports of published Services: kube-proxy leads them to a pod, perhaps on another node. Look at kube-proxy of this node, at its firewall, and at the pod network (net.pods).',
    source: 'Kubernetes: debug Services; k3s#1247; Clommunity',
    needs: ({ cluster }) => ({ objects: clusterObjects(cluster) }),
    *probes(view) {
      for (const { asker, fact } of questions(view)) yield { node: asker.node.name, fact };
    },
    *judge(view) {
      for (const { node, name, port, asker, fact } of questions(view)) {
        if (asker.told(fact) !== false) continue;
        yield {
          node: node.name,
          what: `Service ${name} does not answer on its port ${port}, asked from ${asker.node.name}`,
          advice: distributionOf(view.cluster).showProxy,
        };
      }
    },
  }),
];
