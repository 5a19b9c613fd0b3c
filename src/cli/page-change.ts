import type { Emit } from '../engine/events.ts';
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
  /** Does it. `proceed` shows the plan and waits for the answer. Returns how it went, for people. */
  readonly work: (means: {
    readonly emit: Emit;
    readonly proceed: (plan: ShownPlan) => Promise<boolean>;
  }) => Promise<{ readonly ok: boolean; readonly text: string }>;
}

/** What a work of the page is made with. */
export interface WorkMeans {
  /** The path of the inventory, as the user named it. */
  readonly inventory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Makes a run ready with a log of its own; works with it, and closes it. */
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

/** The one change that the page may have in hand. */
export interface PageChange {
  state(): ChangeState;
  /** @throws UserError while another one goes on */
  start(planned: PlannedWork): void;
  /** Answers the plan. @throws UserError where no plan waits */
  answer(isAgreed: boolean): void;
  /** Whether nodes are being changed now. */
  isWorking(): boolean;
}

/** Makes it; `tell` hears of each new state and of each row that changes. */
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
      const text = eventText(event);
      if (text === undefined) return;
      const ends = { converged: 'done', failed: 'failed' } as const;
      const row = {
        node: event.node,
        text,
        state: event.kind in ends ? ends[event.kind as keyof typeof ends] : 'works',
      } as const;
      rows.set(event.node, row);
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
    // Not every task says of each node that it is through.
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
