import type { Emit } from '../engine/events.ts';
import { withoutNode } from './event-text.ts';
import { namesText } from './names-text.ts';
import { durationText } from './phrases.ts';
import type { ProgressLine } from './progress-line.ts';

/** A line that says which nodes have not answered yet. */
export interface LookingLine {
  readonly hear: Emit;
  /** Takes the line away while something else needs the terminal. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  /** Takes the line away and never shows it again. */
  stop(): void;
}

/** Up to this many nodes are named one by one. Of more nodes the line says how many have answered. */
const few = 5;
/** Seconds after which the line says how long the look has taken. */
const longSeconds = 5;

/** @param total how many nodes are looked at */
export function lookingLine(line: ProgressLine, total: number, now: () => number = Date.now): LookingLine {
  const pending = new Map<string, string>();
  const answered = new Set<string>();
  let started: number | undefined;
  let isShown = true;
  const show = () => {
    if (!isShown) return;
    const seconds = Math.floor((now() - (started ?? now())) / 1000);
    if (pending.size === 0) line.clear();
    else line.show(`Looking at ${pendingText(pending, { total, answered: answered.size, seconds })}`);
  };
  const timer = setInterval(() => pending.size > 0 && show(), 1000);
  timer.unref();
  return {
    hear(event) {
      if (event.kind === 'connecting') {
        started ??= now();
        pending.set(event.node, '');
      }
      if (event.kind === 'note' && pending.has(event.node))
        pending.set(event.node, withoutNode(event.message, event.node));
      if (event.kind === 'asked' || event.kind === 'failed') {
        pending.delete(event.node);
        answered.add(event.node);
      }
      show();
    },
    async aside(work) {
      isShown = false;
      line.clear();
      try {
        return await work();
      } finally {
        isShown = true;
        show();
      }
    },
    stop() {
      clearInterval(timer);
      if (pending.size > 0) line.clear();
      isShown = false;
    },
  };
}

interface Look {
  readonly total: number;
  readonly answered: number;
  readonly seconds: number;
}

/** @param pending what the nodes that have not answered have noted, by their names */
function pendingText(pending: ReadonlyMap<string, string>, { total, answered, seconds }: Look): string {
  const time = seconds >= longSeconds ? ` (${durationText(seconds)})` : '';
  const names = [...pending.keys()];
  const [note = ''] = pending.values();
  if (names.length === 1) return `${names.join()}${time}${note === '' ? '' : `: ${note}`}`;
  if (total <= few) return `${names.join(', ')}${time}`;
  return `${total} nodes${time}: ${answered} answered, not yet ${namesText(names)}`;
}
