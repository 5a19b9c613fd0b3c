import { diffLines } from './plan-items.ts';
import { type NodePlan, type PlanPhase, phasesOf } from './plan-text.ts';

/** The state of a change that somebody has begun on the page, as the page draws it. */
export type ChangeState =
  | { readonly kind: 'none' }
  /** The nodes are being asked. */
  | ({ readonly kind: 'looking' } & Begun)
  /** The plan is shown, and waits for a yes. */
  | ({ readonly kind: 'planned'; readonly plan: ShownPlan } & Begun)
  | ({ readonly kind: 'working'; readonly plan: ShownPlan } & Begun)
  /** It is over. `text` says how it went. */
  | ({ readonly kind: 'ended'; readonly ok: boolean; readonly text: string } & Begun);

interface Begun {
  /** The command line that does the same. */
  readonly command: string;
  /** How far each node is. */
  readonly rows: readonly ChangeRow[];
}

export interface ChangeRow {
  readonly node: string;
  readonly text: string;
  readonly state: 'works' | 'done' | 'failed';
}

/** A plan as the page draws it: what several nodes need is listed once. */
export interface ShownPlan {
  readonly phases: readonly PlanPhase[];
  /** The names of all nodes. A node that lacks nothing is in no phase. */
  readonly nodes: readonly string[];
  /** "31 changes on 3 nodes; to reboot: pi-2." */
  readonly sum: string;
  /** Why nodes could not be asked. */
  readonly problems: readonly string[];
  /** What a yes does beside the plan. */
  readonly notes: readonly string[];
  /** What a yes writes into the inventory, before anything else: lines as `diff` shows them. */
  readonly edit?: { readonly file: string; readonly lines: readonly string[] };
  /** Whether a yes changes something. */
  readonly hasChanges: boolean;
}

/** What belongs to a plan beside the plans of nodes. */
export interface PlanBeside extends Pick<ShownPlan, 'sum'>, Partial<Pick<ShownPlan, 'problems' | 'notes'>> {
  readonly edit?: { readonly path: string; readonly before: string; readonly after: string } | undefined;
}

export function shownPlan(nodes: readonly NodePlan[], { sum, problems = [], notes = [], edit }: PlanBeside): ShownPlan {
  const changesNodes = nodes.some(({ plan }) => plan.some(({ changes }) => changes.length > 0));
  return {
    ...{ phases: phasesOf(nodes, true), nodes: nodes.map(({ name }) => name), sum, problems, notes },
    ...(edit ? { edit: { file: edit.path, lines: diffLines(edit) } } : {}),
    hasChanges: changesNodes || notes.length > 0 || edit !== undefined,
  };
}
