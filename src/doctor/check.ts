import type { Change, Fact, FactsOf, Needs, Scope } from '../engine/model.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import type { About, Severity } from './about.ts';

/** On which nodes it is of interest: a newcomer is not in a cluster yet. */
export type When = 'always' | 'member' | 'newcomer';

/** What a check sees of the inventory, and what was asked for on the command line. */
export interface Asked extends Scope {
  /** How far back journals are read, as journalctl takes it: "-1h". */
  readonly since: string;
}

/** A fault that was found. */
export interface Symptom {
  /** As people read it, after the node's name. Default: the title. */
  readonly what?: string;
  /** Instead of the check's own. */
  readonly advice?: string | readonly string[];
  readonly why?: string;
  readonly severity?: Severity;
}

/** The node has nothing that could tell: no alarm, and said at the end. */
export interface Unasked {
  readonly unasked: string;
}

export type Verdict = Symptom | Unasked | undefined | readonly Symptom[];

/** A question about one node that its own answers decide. */
export interface NodeCheck<N extends Needs = Needs> extends About {
  readonly kind: 'node';
  readonly when: When;
  /** The distribution that it is about; default: all. */
  readonly only?: Cluster['distribution'];
  needs(asked: Asked): N;
  judge(view: Asked & { readonly facts: FactsOf<N> }): Verdict;
  /** A cure that is safe to repeat and loses nothing, for `--fix`. */
  cure?(view: Asked & { readonly facts: FactsOf<N> }): Change;
}

/** A node as a check of the whole cluster sees it. */
export interface Looked {
  readonly node: Node;
  readonly isMember: boolean;
  /** What it answered; undefined when it could not, or was not asked. */
  told<T>(fact: Fact<T>): T | undefined;
}

/** All nodes that answered. */
export interface ClusterView {
  readonly cluster: Cluster;
  /** All of the inventory. */
  readonly nodes: readonly Node[];
  readonly looked: readonly Looked[];
  /** Nodes that are not in a cluster yet are not expected to be. */
  readonly beforeInstall: boolean;
}

/** A question to one node about others, asked in a second look. */
export interface Probe {
  readonly node: string;
  readonly fact: Fact<unknown>;
}

/** A question that several nodes' answers decide, or the cluster's own view of itself. */
export interface ClusterCheck extends About {
  readonly kind: 'cluster';
  /** Asked of every node in the first look. */
  needs?(asked: Asked): Needs;
  /** What else must be asked, now that the first look is over. */
  probes?(view: ClusterView): Iterable<Probe>;
  /** `node` is whom it is about; without it the whole cluster. */
  judge(view: ClusterView): Iterable<(Symptom & { readonly node?: string }) | Unasked>;
}

/** A fault that something else finds, and says by this id: a step of the plan, or the connection. */
export interface ReportedCheck extends About {
  readonly kind: 'reported';
}

export type Check = NodeCheck | ClusterCheck | ReportedCheck;

/** Infers the types of a check's facts from its `needs`. */
export function nodeCheck<N extends Needs>(check: Omit<NodeCheck<N>, 'kind'>): Check {
  // Facts are looked up by the same names that `needs` gives, so the erased type is sound.
  return { ...check, kind: 'node' } as unknown as Check;
}

export function clusterCheck(check: Omit<ClusterCheck, 'kind'>): Check {
  return { ...check, kind: 'cluster' };
}
