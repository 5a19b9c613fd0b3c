import type { ExitCode } from '../exit-codes.ts';
import { eventLines } from '../screen/event-text.ts';
import type { NodePlan } from '../screen/plan-text.ts';
import type { Rows } from '../screen/run-rows.ts';
import type { NodesCommand } from './nodes-command.ts';

interface ProgressFlags {
  readonly 'json-events': boolean;
}

/** Begins to show what happens on these nodes. */
export type ShowProgress = (nodes: readonly NodePlan[]) => Promise<void>;

/** Does some work. From the moment that the work calls `show`, each node has a row that says what happens there. */
export async function withProgress<T>(
  command: NodesCommand,
  flags: ProgressFlags,
  work: (show: ShowProgress) => Promise<T>,
): Promise<T> {
  let rows: Rows | undefined;
  const interrupted = () => {
    rows?.interrupt();
    command.logToStderr('Stopped. A node finishes the change in hand; run the same command again to go on.');
    process.exit(130 satisfies ExitCode);
  };
  const show: ShowProgress = async (nodes) => {
    process.on('SIGINT', interrupted);
    if (flags['json-events'] || command.jsonEnabled()) return;
    // A terminal that cannot move its cursor gets lines that stay.
    if (!process.stderr.isTTY || process.env.TERM === 'dumb') {
      command.listeners.push(eventLines((line) => command.logToStderr(line)));
      return;
    }
    const { startRows } = await import('../screen/run-rows.ts');
    rows = startRows(nodes);
    command.listeners.push(rows.hear);
  };
  return work(show).finally(() => rows?.stop());
}
