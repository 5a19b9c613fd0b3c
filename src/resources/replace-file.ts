import type { Finding } from '../engine/model.ts';
import type { FileState, FileThere } from '../facts/file.ts';
import { lines, type Script, sh } from '../shell/sh.ts';
import { ensureFile } from './ensure-file.ts';

/** A line of all files that microcloud writes whole: what people add to them stays the inventory's to say. */
const mark = /^# Written by microcloud/m;

/** Tells whether a file is there that somebody else wrote: a person, an earlier installation, another program. */
export function isOthers(state: FileState): state is FileThere {
  return state.exists && state.content !== '' && !mark.test(state.content);
}

/**
 * A file of root with exactly this content, which has the mark. A file that others wrote stays beside it, with the
 * time, and `lost` names what of it counts no more: a sentence, and what to do to have it again.
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

/** The same change, with a copy of the file before it. */
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
