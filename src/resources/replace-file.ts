import type { Finding } from '../engine/model.ts';
import type { FileState, FileThere } from '../facts/file.ts';
import { lines, type Script, sh } from '../shell/sh.ts';
import { ensureFile } from './ensure-file.ts';

/**
 * A line of all files that microcloud writes as a whole: what people add to such a file is lost, and belongs into the
 * inventory.
 */
const mark = /^# Written by microcloud/m;

/** Tells whether a file is there that somebody else wrote: a person, an earlier installation, another program. */
export function isOthers(state: FileState): state is FileThere {
  return state.exists && state.content !== '' && !mark.test(state.content);
}

/**
 * Makes a file of root with exactly this content, which has the mark. A file that others wrote is kept beside it, with
 * the time in its name. `lost` says which of its settings no longer count, and how to have them again.
 */
export function* replaceFile(
  state: FileState,
  wanted: { readonly content: string; readonly mode?: string; readonly why?: string },
  lost?: { readonly summary: string; readonly hint: string },
): Iterable<Finding> {
  if (!isOthers(state)) return yield* ensureFile(state, wanted);
  if (lost) yield { kind: 'note', about: state.path, ...lost };
  for (const change of ensureFile(state, wanted)) yield withCopy(change);
}

/** Lets a change copy the file first. */
export function withCopy<C extends { readonly about?: string; readonly summary: string; readonly script: Script }>(
  change: C,
): C {
  const { about: path = '', summary, script } = change;
  return {
    ...change,
    summary: `${summary}; the old one is kept beside it`,
    script: lines([sh`cp -p ${path} ${path}."$(date +%Y-%m-%dT%H-%M-%S)".bak`, script]),
  };
}
