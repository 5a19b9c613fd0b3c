import type { Emit } from '../engine/events.ts';
import type { ProgressLine } from './progress-line.ts';

/** A line that says which nodes have not answered yet. */
export interface LookingLine {
  readonly hear: Emit;
  /** Takes the line away while something else needs the terminal. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  /** Takes the line away for good. */
  stop(): void;
}

export function lookingLine(line: ProgressLine): LookingLine {
  const pending = new Map<string, string>();
  let isShown = true;
  const show = () => {
    if (!isShown) return;
    const names = [...pending.keys()];
    const [note = ''] = names.length === 1 ? pending.values() : [];
    if (names.length === 0) line.clear();
    else line.show(note === '' ? `Looking at ${names.join(', ')}` : `Looking at ${names[0]}: ${note}`);
  };
  return {
    hear(event) {
      if (event.kind === 'connecting') pending.set(event.node, '');
      if (event.kind === 'note' && pending.has(event.node)) pending.set(event.node, event.message);
      if (event.kind === 'asked' || event.kind === 'failed') pending.delete(event.node);
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
      if (pending.size > 0) line.clear();
      isShown = false;
    },
  };
}
