import type { Emit } from '../engine/events.ts';
import { UserError } from '../errors.ts';
import type { ChangeRow, ChangeState, ShownPlan } from '../screen/change-state.ts';
import { errorText } from '../screen/error-text.ts';
import { fewerTransfers } from '../screen/event-json.ts';
import { eventText } from '../screen/event-text.ts';

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
    become({ kind: 'ended', ok, text, ...now() });
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
