import type { Change, Fact, FactsOf, Needs, Scope } from '../engine/model.ts';
import type { Cloudy, Cluster, Node } from '../inventory/schema.ts';
import type { About, AboutFault, Severity } from './about.ts';

/**
 * On which nodes a check is made. `newcomer`: nodes that are not in a cluster yet. `kubernetes`: all nodes but proxies.
 * On a proxy only checks of `always` are made.
 */
export type When = 'always' | 'kubernetes' | 'member' | 'newcomer';

/** What a check sees of the inventory, and what was asked for on the command line. */
export interface Asked extends Scope {
  /** How far back journals are read, as journalctl takes it: "-1h". */
  readonly since: string;
}

/** A fault that was found. */
export interface Symptom {
  /** The fault as people read it, after the node's name. Default: the title of the check. */
  readonly what?: string;
  /** Instead of the check's own advice. */
  readonly advice?: string | readonly string[];
  readonly why?: string;
  readonly severity?: Severity;
  /** Ids that follow from this symptom, beside those that the check entails. */
  readonly entails?: readonly string[];
}

/** `node` is the node that has the fault; without `node` the whole cluster has it. */
export type ClusterSymptom = Symptom & { readonly node?: string };

/** The node has nothing that could answer the question. That is no fault; doctor says so at the end. */
export interface Unasked {
  readonly unasked: string;
}

export type Verdict = Symptom | Unasked | undefined | readonly Symptom[];

/** A check of one node, which the node's own answers decide. */
export interface NodeCheck<N extends Needs = Needs> extends About {
  readonly kind: 'node';
  readonly when: When;
  /** The only distribution that this is about; default: all. */
  readonly only?: Cluster['distribution'];
  needs(asked: Asked): N;
  judge(view: Asked & { readonly facts: FactsOf<N> }): Verdict;
  /** What `--fix` does about the fault: it is safe to repeat, and loses nothing. */
  cure?(view: Asked & { readonly facts: FactsOf<N> }): Change;
}

/** A node as a check of the whole cluster sees it. */
export interface Looked {
  readonly node: Node;
  readonly isMember: boolean;
  /** What the node answered; undefined when it could not answer, or was not asked. */
  told<T>(fact: Fact<T>): T | undefined;
}

/** All nodes that answered. */
export interface ClusterView {
  readonly cluster: Cluster;
  readonly cloudy: Cloudy;
  /** All nodes of Kubernetes in the inventory. */
  readonly nodes: readonly Node[];
  /** Those of them that answered. */
  readonly looked: readonly Looked[];
  /** All proxies of the inventory. */
  readonly proxies: readonly Node[];
  /** Those of them that answered. */
  readonly lookedProxies: readonly Looked[];
  /** Nobody expects the nodes to be in a cluster yet. */
  readonly beforeInstall: boolean;
}

/** A question to one node about other nodes, asked in a second look. */
export interface Probe {
  readonly node: string;
  readonly fact: Fact<unknown>;
}

/** A check that the answers of several nodes decide, or the cluster's own view of itself. */
export interface ClusterCheck extends About {
  readonly kind: 'cluster';
  /** Asked of every node in the first look. */
  needs?(asked: Asked): Needs;
  /** Lists what must be asked in the second look, after the answers of the first one. */
  probes?(view: ClusterView): Iterable<Probe>;
  judge(view: ClusterView): Iterable<ClusterSymptom | Unasked>;
}

/** A fault that a step of the plan finds, or a connection. They say the id; this says what it means. */
export interface ReportedCheck extends About {
  readonly kind: 'reported';
}

export type Check = NodeCheck | ClusterCheck | ReportedCheck;

/** Infers the types of a check's facts from its `needs`. It is of interest `always` where it does not say when. */
export function nodeCheck<N extends Needs>(
  check: AboutFault & Omit<NodeCheck<N>, 'kind' | 'when' | keyof About> & { readonly when?: When },
): Check {
  // Facts are looked up by the same names that `needs` gives, so the erased type is sound.
  return { severity: 'problem', when: 'always', ...check, kind: 'node' } as unknown as Check;
}

export function clusterCheck(check: AboutFault & Omit<ClusterCheck, 'kind' | keyof About>): Check {
  return { severity: 'problem', ...check, kind: 'cluster' };
}
