import { useEffect, useState } from 'preact/hooks';
import type { LiveState } from '../src/cli/page-live.ts';
import type { ChangeRow, ChangeState } from '../src/screen/change-state.ts';
import type { Question } from '../src/ui/open-questions.ts';
import { withRow } from './change-rows.ts';

/** What the server has said last, by kinds of events. */
export interface LastEvents {
  readonly change: ChangeState;
  readonly questions: readonly Question[];
  /** What runs in the cluster, once a window has asked for it. */
  readonly live?: LiveState;
  /** Whether the program in the terminal still runs. */
  readonly isConnected: boolean;
}

/** Listens to the server's events. The browser connects again after a break. */
export function useEvents(): LastEvents {
  const [last, setLast] = useState<LastEvents>({ change: { kind: 'none' }, questions: [], isConnected: true });
  useEffect(() => {
    const source = new EventSource('api/events');
    const on = <T>(kind: string, hear: (before: LastEvents, value: T) => LastEvents) =>
      source.addEventListener(kind, ({ data }: MessageEvent<string>) =>
        setLast((before) => hear(before, JSON.parse(data))),
      );
    on<ChangeState>('change', (before, change) => ({ ...before, change }));
    on<readonly Question[]>('questions', (before, questions) => ({ ...before, questions }));
    on<LiveState>('live', (before, live) => ({ ...before, live }));
    on<ChangeRow>('row', (before, row) => ({ ...before, change: withRow(before.change, row) }));
    source.addEventListener('open', () => setLast((before) => ({ ...before, isConnected: true })));
    source.addEventListener('error', () => setLast((before) => ({ ...before, isConnected: false })));
    return () => source.close();
  }, []);
  return last;
}
