import type { Change } from '../../engine/model.ts';
import { sh } from '../../shell/sh.ts';

/** Files and folders that are to go, as far as they are there. What is mounted below them is never entered. */
export function* ensureGone(present: readonly string[], summary: string): Iterable<Change> {
  if (present.length === 0) return;
  const script = sh`for path in ${present}; do
  if mountpoint -q "$path" && [ ! -L "$path" ]; then find "$path" -xdev -mindepth 1 -delete
  else rm -rf --one-file-system "$path"; fi
done`;
  yield { kind: 'change', summary, script };
}
