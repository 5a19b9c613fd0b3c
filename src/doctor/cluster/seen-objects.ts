import type { Fact, Needs } from '../../engine/model.ts';
import { type ClusterObjects, clusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { PodObject } from '../../facts/cluster/pod-object.ts';
import type { AboutFault } from '../about.ts';
import {
  type Asked,
  type Check,
  type ClusterSymptom,
  type ClusterView,
  clusterCheck,
  type Looked,
  type Probe,
} from '../check.ts';

/** A check of what the API says of the cluster. Where no control plane answers, it finds nothing. */
interface ObjectsCheck<T> extends AboutFault {
  /** What nodes are asked beside the objects. */
  besides?(asked: Asked): Needs;
  /** What the control plane that told the objects is asked after that. */
  asks?(objects: ClusterObjects, view: ClusterView): Fact<T> | undefined;
  /** What other nodes are asked after that. */
  probes?(objects: ClusterObjects, view: ClusterView): Iterable<Probe>;
  /** `told`: the answer to what it `asks`. */
  find(objects: ClusterObjects, view: ClusterView, told: T | undefined): Iterable<ClusterSymptom>;
}

export function objectsCheck<T>({ besides, asks, probes, find, ...about }: ObjectsCheck<T>): Check {
  return clusterCheck({
    ...about,
    needs: (asked) => ({ objects: clusterObjects(asked.cluster), ...besides?.(asked) }),
    *probes(view) {
      const teller = tellerIn(view);
      if (!teller) return;
      const fact = asks?.(teller.objects, view);
      if (fact) yield { node: teller.node.name, fact };
      if (probes) yield* probes(teller.objects, view);
    },
    *judge(view) {
      const teller = tellerIn(view);
      if (!teller) return;
      const fact = asks?.(teller.objects, view);
      yield* find(teller.objects, view, fact && teller.told(fact));
    },
  });
}

/** The advice of a check with a value for each word in capitals: "kubectl -n NAMESPACE logs POD". */
export function filledAdvice({ advice }: Pick<AboutFault, 'advice'>, values: Readonly<Record<string, string>>) {
  return [advice].flat().map((text) => text.replaceAll(/\b[A-Z]+\b/g, (word) => values[word] ?? word));
}

/** The control plane that tells of the cluster, and what it tells; undefined when none answers. */
function tellerIn({ cluster, looked }: ClusterView) {
  const fact = clusterObjects(cluster);
  for (const { node, told } of looked) {
    const objects = told(fact);
    if (objects?.kind === 'running') return { node, told, objects };
  }
  return undefined;
}

/** Says whether a pod is ready. */
export function isReady({ phase, conditions }: PodObject): boolean {
  return phase === 'Running' && !conditions.some(({ type }) => type === 'Ready');
}

/** Seconds after which something that comes or goes by itself counts as a fault. */
export const patienceSeconds = 120;

/** Says how long something has waited: "5 minutes". */
export function waited(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`;
}

export function podName({ namespace, name }: PodObject): string {
  return `${namespace}/${name}`;
}

/** Chooses the nodes of the inventory that answered and are in the cluster. */
export function membersIn({ looked }: ClusterView): readonly Looked[] {
  return looked.filter(({ isMember }) => isMember);
}

/** Names the members that do not reach a node which answers itself: "pi-1, pi-2"; undefined where all reach it. */
export function blockedFrom(view: ClusterView, node: string, isBlocked: (member: Looked) => boolean) {
  const blocked = membersIn(view).filter(isBlocked);
  return isReached(view, node) && blocked.length > 0 ? blocked.map((one) => one.node.name).join(', ') : undefined;
}

export function isReached(view: ClusterView, name: string): boolean {
  return membersIn(view).some(({ node }) => node.name === name);
}
