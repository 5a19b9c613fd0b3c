import type { Change } from '../engine/model.ts';
import type { FileState } from '../facts/file.ts';
import { bytesOf, isUtf8, shownText } from '../shell/node-text.ts';
import { Secret, sh } from '../shell/sh.ts';

interface WantedFile {
  readonly content: string | Secret;
  /** Octal without the leading zero. Default: '644'. */
  readonly mode?: string;
  /** What the file is for, after "Write PATH": "so that …". */
  readonly why?: string;
  /** Where to look when the file is another one again after a reboot. */
  readonly atBoot?: string;
}

/**
 * Makes a file of root with exactly this content. A secret content is not compared: it is written only where the file
 * is missing, or has another mode or owner.
 */
export function* ensureFile(state: FileState, wanted: WantedFile): Iterable<Change> {
  const mode = wanted.mode ?? '644';
  const { content } = wanted;
  if (state.exists && state.mode === mode && state.owner === 'root:root') {
    if (content instanceof Secret || state.content === content) return;
  }
  const summary = `${state.exists ? 'Change' : 'Write'} ${state.path}${wanted.why ? `, ${wanted.why}` : ''}`;
  const script = writeFile(state.path, content, mode);
  const { atBoot } = wanted;
  const change = {
    kind: 'change',
    about: state.path,
    summary,
    script,
    ...(atBoot === undefined ? {} : { atBoot }),
  } as const;
  if (content instanceof Secret) return yield { ...change, after: String(content) };
  yield { ...change, before: state.exists ? shownText(state.content) : '', after: shownText(content) };
}

/** Writes beside, syncs, then renames: a reader, or a power cut, sees the old or the new file, never half of one. */
export function writeFile(path: string, content: string | Secret, mode = '644') {
  const beside = `${path}.microcloud`;
  return sh`mkdir -p ${path.slice(0, path.lastIndexOf('/')) || '/'}
( umask 077; ${printed(content)} >${beside} )
chown root:root ${beside} 2>/dev/null || :
chmod ${mode} ${beside} 2>/dev/null || :
sync ${beside}
mv -f ${beside} ${path}`;
}

// A script is UTF-8, a file need not be.
function printed(content: string | Secret) {
  if (content instanceof Secret || isUtf8(content)) return sh`printf %s ${content}`;
  return sh`printf %s ${bytesOf(content).toString('base64')} | base64 -d`;
}
