import type { Artifact } from '../artifacts/artifact-table.ts';
import type { Copy } from '../backup/copy.ts';
import type { FindingId, FindingIdentity } from '../doctor/finding-ids.ts';
import type { Cloudy, Cluster, Inventory, Node } from '../inventory/schema.ts';
import type { Script } from '../shell/sh.ts';
import type { Batch } from './batch.ts';
import type { Effect } from './change-effect.ts';
import type { Place } from './places.ts';
import type { Secrets } from './run-secrets.ts';

/** A question put to a node. `parse` is pure; it sees what the script prints when it exits 0, and how late it began. */
export interface Fact<T> {
  /** Unique among all facts: two facts with one id are asked once. */
  readonly id: string;
  /** The question, or an item of a question that many facts share and one command answers. */
  readonly ask: Script | { readonly batch: Batch; readonly item: string };
  /** It waits for a daemon or a network: it is begun first, and answered while the others are asked. */
  readonly slow?: true;
  parse(stdout: string, delaySeconds?: number): T;
}

/** One edit that is safe to repeat. */
export interface Change extends FindingIdentity {
  readonly kind: 'change';
  /** What will be done, as an imperative sentence without a full stop. */
  readonly summary: string;
  /** A file's or setting's value before and after, for people. */
  readonly before?: string;
  readonly after?: string;
  readonly script: Script;
  /** What must lie on the node, verified, before the script runs. */
  readonly artifact?: Artifact;
  readonly effect?: Effect;
  /** Asks why, when the script fails. */
  readonly explain?: Fact<string>;
  /** It counts from a reboot on, which a later step asks for. */
  readonly rebootFollows?: true;
  /** The node's pods must run on other nodes meanwhile. */
  readonly drain?: true;
  /** Where to look when this change does not outlast a reboot: what usually takes it back at boot. */
  readonly atBoot?: string;
}

/** Something that only a person can put right. */
export interface Problem extends FindingIdentity {
  readonly kind: 'problem';
  readonly summary: string;
  /** What to do about it; `{node}` stands for the node's name. */
  readonly hint: string;
  /** Nothing is changed on other nodes either: what a run does there would reach this node. */
  readonly stopsAll?: true;
}

/** Something that comes by itself: asked again until it is gone or the limit has passed. */
export interface Wait extends FindingIdentity {
  readonly kind: 'wait';
  /** What is waited for, as people read it: "apt is held by unattended-upgr (pid 812)". */
  readonly summary: string;
  readonly limitSeconds: number;
  /** What to do when the limit has passed; `{node}` stands for the node's name. */
  readonly hint: string;
  /** Asks why, when the limit has passed: of this node, or of another one of the run. */
  readonly explain?: { readonly fact: Fact<string>; readonly node?: string };
}

/** Something that a person should know, and that stops nothing. */
export interface Note extends FindingIdentity {
  readonly kind: 'note';
  readonly summary: string;
  readonly hint: string;
}

export type Finding = Change | Problem | Wait | Note;

/** A finding in a plan: its id is its own or that of its step. */
export type Planned<F extends Finding> = F & { readonly id: FindingId };

/** Which facts a step reads, under the names that its plan uses: undefined where this node has nothing to answer. */
export type Needs = Readonly<Record<string, Fact<unknown> | undefined>>;
export type FactsOf<N extends Needs> = { readonly [K in keyof N]: ValueOf<N[K]> };
type ValueOf<F> = F extends Fact<infer T> ? T : undefined;

/** What steps may know besides facts: the inventory, and secrets that one node makes and others use. */
export interface Scope extends Pick<Inventory, 'people' | 'policies'> {
  readonly node: Node;
  readonly cluster: Cluster;
  readonly cloudy: Cloudy;
  /** All nodes of Kubernetes, this one included, in the order of the inventory. That order means nothing. */
  readonly nodes: readonly Node[];
  /** The nodes that stand before the cluster, and are not of Kubernetes. */
  readonly proxies: readonly Node[];
  /** The control plane that makes the cluster, lets nodes join, and changes what is in it. */
  readonly leader: Node;
  readonly secrets: Secrets;
  /** The nodes that leave the cluster, where a control plane that stays is planned. */
  readonly leaving?: readonly Leaver[];
  /** The copy that the cluster is made from, where it is not made anew. */
  readonly restoring?: Copy;
  /** Names of nodes that a run did not reach, or is not about: nobody waits for them. */
  readonly absent?: readonly string[];
  /** The leader's key of Serf; `sum` is undefined before the leader has one. Undefined where it was not asked. */
  readonly leaderKey?: { readonly sum: string | undefined };
  /** The sum of the key that a lost node knew: the cluster must get another key. */
  readonly lost?: { readonly serfKey?: string | undefined };
  /** Names of nodes that say that they are in the cluster: the cluster may not know them yet, or no longer. */
  readonly joined?: readonly string[];
}

/** A node that is taken out of its cluster. */
export interface Leaver {
  readonly node: Node;
  /** Kubernetes runs there: its pods can move. */
  readonly runs: boolean;
}

/** One concern of a node: which facts it needs, and what is missing. Pure. */
export interface Step<N extends Needs = Needs> {
  /** The check that explains its findings, except those that name another check. */
  readonly id: FindingId;
  readonly title: string;
  /** The only distribution that this is about; default: all. */
  readonly only?: Cluster['distribution'];
  /** The nodes that it is about; default: `members`, all nodes of Kubernetes. */
  readonly on?: Place;
  /** Why other nodes ask for it: it depends on which nodes there are, or it waits for nodes that have just joined. */
  readonly follows?: 'nodes' | 'newcomers';
  needs(scope: Scope): N;
  plan(view: Scope & { readonly facts: FactsOf<N> }): Iterable<Finding>;
}

/** Infers the types of a step's facts from its `needs`. */
export function defineStep<N extends Needs>(step: Step<N>): Step {
  // Facts are looked up by the same names that `needs` gives, so the erased type is sound.
  return step as unknown as Step;
}

/** A folder of steps: between two phases order matters, inside one it does not. */
export interface Phase {
  readonly name: string;
  /** What its steps are about, for people who read a plan. */
  readonly about?: string;
  readonly steps: readonly Step[];
}
