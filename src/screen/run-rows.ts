import { Listr, type ListrTaskWrapper } from 'listr2';
import type { Emit } from '../engine/events.ts';
import { eventText } from './event-text.ts';

// biome-ignore lint/suspicious/noExplicitAny: the wrapper's type asks for renderers that rows do not care about
type Row = Pick<ListrTaskWrapper<unknown, any, any>, 'title' | 'output'>;

/** Rows that show a run while it goes on. */
export interface Rows {
  readonly hear: Emit;
  /** Ends the rows. A node that the run left out ends as it is. */
  stop(): Promise<void>;
  /** Ends the rows before the work has ended. */
  interrupt(): Promise<void>;
}

/** Shows a row for each node, with its current change beside it: a taller tree would garble the terminal. */
export function startRows(nodes: readonly string[]): Rows {
  const rows = new Map<string, Row>();
  const ends = new Map(nodes.map((node) => [node, Promise.withResolvers<string>()]));
  const tasks = nodes.map((node) => ({
    title: node,
    task: async (_: unknown, row: Row) => {
      rows.set(node, row);
      row.title = `${node}: ${await ends.get(node)?.promise}`;
    },
  }));
  const shown = new Listr(tasks, { concurrent: true, exitOnError: false, registerSignalListeners: false }).run();
  return {
    hear(event) {
      const row = rows.get(event.node);
      const line = eventText(event);
      if (row && line) row.output = line;
      if (event.kind === 'converged') ends.get(event.node)?.resolve(event.changes === 0 ? 'nothing to do' : 'done');
      if (event.kind === 'failed') ends.get(event.node)?.reject(new Error(event.message.split('\n', 1).join('')));
    },
    async stop() {
      for (const end of ends.values()) end.resolve('left as it is');
      await shown;
    },
    async interrupt() {
      for (const [node, end] of ends) end.reject(new Error(`${node}: stopped`));
      await shown;
    },
  };
}
