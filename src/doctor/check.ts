import type { Change, Fact, FactsOf, Needs, Scope } from '../engine/model.ts';
import type { Cluster, Node } from '../inventory/schema.ts';

/** A problem stops something; a warning may stop something soon. */
export type Severity = 'problem' | 'warning';

/** What people read about a fault: in a line of `doctor`, and in its runbook. */
export interface About {
  /** `theme.fault`: stable, people ignore and explain checks by it. */
  readonly id: string;
  /** The fault in a few words: "Swap is on". */
  readonly title: string;
  readonly severity: Severity;
  /** What comes of it, as a sentence. */
  readonly why: string;
  /** What to type, one suggestion each; `{node}` is the node's name, `ssh {node}` the way to log in there. */
  readonly advice: string | readonly string[];
  /** What else helps somebody who meets it for the first time. */
  readonly runbook: string;
  /** Where it is known from. */
  readonly source: string;
  /** Ids of what only follows from it on the same node, and is not said beside it: a trailing * stands for any. */
  readonly entails?: readonly string[];
  /** The same for what follows on other nodes, too. */
  readonly entailsAnywhere?: readonly string[];
}

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

/** A finding of the plan of `init`: a step asks, this says what it means. */
export interface PlanCheck extends About {
  readonly kind: 'plan';
  /** The title of the step, or of several; any without. */
  readonly step?: string | readonly string[];
  /** Which of its findings: matches the summary. */
  readonly says?: RegExp;
}

/** A node that could not be looked at, by what the connection says. */
export interface LinkCheck extends About {
  readonly kind: 'link';
  /** Why no connection came about. */
  readonly failure?: string;
  /** Matches the error's message. */
  readonly says?: RegExp;
}

export type Check = NodeCheck | ClusterCheck | PlanCheck | LinkCheck;

/** Infers the types of a check's facts from its `needs`. */
export function nodeCheck<N extends Needs>(check: Omit<NodeCheck<N>, 'kind'>): Check {
  // Facts are looked up by the same names that `needs` gives, so the erased type is sound.
  return { ...check, kind: 'node' } as unknown as Check;
}

export function clusterCheck(check: Omit<ClusterCheck, 'kind'>): Check {
  return { ...check, kind: 'cluster' };
}

export function planCheck(check: Omit<PlanCheck, 'kind'>): Check {
  return { ...check, kind: 'plan' };
}

export function linkCheck(check: Omit<LinkCheck, 'kind'>): Check {
  return { ...check, kind: 'link' };
}
