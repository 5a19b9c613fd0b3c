import { useEffect, useState } from 'preact/hooks';
import type { LiveState } from '../src/cli/page-live.ts';
import type { ChangeRow, ChangeState } from '../src/screen/change-state.ts';
import type { Question } from '../src/ui/open-questions.ts';
import { withRow } from './change-rows.ts';

/** The last events of the server. */
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
  const [told, setTold] = useState<LastEvents>({ change: { kind: 'none' }, questions: [], isConnected: true });
  useEffect(() => {
    const source = new EventSource('api/events');
    const on = <T>(kind: string, hear: (last: LastEvents, value: T) => LastEvents) =>
      source.addEventListener(kind, ({ data }: MessageEvent<string>) =>
        setTold((last) => hear(last, JSON.parse(data))),
      );
    on<ChangeState>('change', (last, change) => ({ ...last, change }));
    on<readonly Question[]>('questions', (last, questions) => ({ ...last, questions }));
    on<LiveState>('live', (last, live) => ({ ...last, live }));
    on<ChangeRow>('row', (last, row) => ({ ...last, change: withRow(last.change, row) }));
    source.addEventListener('open', () => setTold((last) => ({ ...last, isConnected: true })));
    source.addEventListener('error', () => setTold((last) => ({ ...last, isConnected: false })));
    return () => source.close();
  }, []);
  return told;
}
