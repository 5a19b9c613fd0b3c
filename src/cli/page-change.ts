import type { Emit, Event } from '../engine/events.ts';
import { UserError } from '../errors.ts';
import type { Inventory } from '../inventory/schema.ts';
import type { ChangeRow, ChangeState, ShownPlan } from '../screen/change-state.ts';
import { errorText } from '../screen/error-text.ts';
import { fewerTransfers } from '../screen/event-json.ts';
import { eventText } from '../screen/event-text.ts';
import type { Run } from '../tasks/run.ts';

/** Work that shows a plan, waits for a yes, and then changes nodes. */
export interface PlannedWork {
  /** The command line that does the same. */
  readonly command: string;
  /** Does the work. `proceed` shows the plan and waits for the answer. The result says in words how it went. */
  readonly work: (means: {
    readonly emit: Emit;
    readonly proceed: (plan: ShownPlan) => Promise<boolean>;
  }) => Promise<{ readonly ok: boolean; readonly text: string }>;
}

/** What the work of the page may use. */
export interface WorkMeans {
  /** The path of the inventory, as the user named it. */
  readonly inventory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Opens a run with a log of its own, works with it, and closes it. */
  readonly withRun: <T>(
    options: {
      readonly verb: string;
      /** The names of nodes; all nodes without it. */
      readonly only?: readonly string[];
      readonly emit: Run['emit'];
      /** The inventory as it would be after an edit; without it the one of the file. */
      readonly inventory?: Inventory;
    },
    work: (run: Run, logFile: string | undefined) => Promise<T>,
  ) => Promise<T>;
  readonly askYesOrNo: (message: string) => Promise<boolean>;
}

/** The one change that the page can make at a time. */
export interface PageChange {
  state(): ChangeState;
  /** Begins a change. @throws UserError while another one goes on */
  start(planned: PlannedWork): void;
  /** Answers the plan. @throws UserError where no plan waits */
  answer(isAgreed: boolean): void;
  /** Whether nodes are being changed now. */
  isWorking(): boolean;
}

const ends = { converged: 'done', failed: 'failed' } as const;

/** Returns the row of a node after an event; undefined where the event says nothing to people. */
function rowOf(event: Event): ChangeRow | undefined {
  const text = eventText(event);
  if (text === undefined) return undefined;
  const state = event.kind in ends ? ends[event.kind as keyof typeof ends] : 'works';
  return { node: event.node, text, state };
}

/** Makes the page's change. `tell` gets each new state, and each row that changes. */
export function createPageChange(tell: (kind: 'change' | 'row', value: unknown) => void): PageChange {
  let state: ChangeState = { kind: 'none' };
  let answering: PromiseWithResolvers<boolean> | undefined;
  const become = (next: ChangeState) => {
    state = next;
    tell('change', state);
  };
  const begin = async ({ command, work }: PlannedWork) => {
    const rows = new Map<string, ChangeRow>();
    const now = () => ({ command, rows: [...rows.values()] });
    const emit = fewerTransfers((event) => {
      const row = rowOf(event);
      if (!row) return;
      rows.set(row.node, row);
      state = { ...state, ...now() } as ChangeState;
      tell('row', row);
    });
    become({ kind: 'looking', ...now() });
    const proceed = async (plan: ShownPlan) => {
      if (plan.hasChanges) {
        answering = Promise.withResolvers();
        become({ kind: 'planned', plan, ...now() });
        if (!(await answering.promise)) return false;
      }
      become({ kind: 'working', plan, ...now() });
      return true;
    };
    const { ok, text } = await work({ emit, proceed }).catch((error: Error) => ({ ok: false, text: errorText(error) }));
    // Some tasks emit no last event for a node: after a success its row counts as done.
    const isOver = (row: ChangeRow): ChangeRow => (ok && row.state === 'works' ? { ...row, state: 'done' } : row);
    become({ kind: 'ended', ok, text, ...now(), rows: now().rows.map(isOver) });
  };
  return {
    state: () => state,
    isWorking: () => state.kind === 'working',
    start(planned) {
      if (state.kind !== 'none' && state.kind !== 'ended')
        throw new UserError(`This goes on already: ${state.command}.`, { hints: ['wait until it has ended'] });
      void begin(planned);
    },
    answer(isAgreed) {
      if (!answering) throw new UserError('No plan waits for an answer: another window has given it.');
      answering.resolve(isAgreed);
      answering = undefined;
    },
  };
}
