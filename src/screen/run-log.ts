import { createWriteStream, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Event } from '../engine/events.ts';
import { makeFolderSync, ownFolder } from '../user-folders.ts';
import { eventJson, fewerTransfers } from './event-json.ts';

/** The log file of one run, with an event on each line. Only its owner can read it. */
export interface Log {
  readonly file: string;
  write(event: Event): void;
}

/** How many logs are kept: each is some 10 to 100 KB. */
const kept = 100;

/**
 * Opens the log of a run, e.g. ~/.local/state/microcloud/log/2026-11-21T08-04-40-init.jsonl. Where no log can be
 * written, the run goes on without one, and `tell` gets the reason once.
 */
export function openLog(verb: string, env: NodeJS.ProcessEnv, tell: Tell, now = new Date()): Log | undefined {
  const state = ownFolder('state', env);
  if (state === undefined) return tell(noLog('this user has no home directory, and HOME is not set'));
  const folder = join(state, 'log');
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '-');
  const file = join(folder, `${stamp}-${verb}-${process.pid}.jsonl`);
  const why = ({ code, message }: NodeJS.ErrnoException) => noLog(`${folder} cannot be written (${code ?? message})`);
  try {
    makeFolderSync(folder, 0o700);
    forgetOldest(folder);
    const stream = createWriteStream(file, { fd: openSync(file, 'a', 0o600) });
    stream.once('error', (error) => tell(why(error))).on('error', () => {});
    const write = (event: Event) => void stream.write(`${eventJson(event, { withScripts: true })}\n`);
    return { file, write: fewerTransfers(write) };
  } catch (error) {
    return tell(why(error as NodeJS.ErrnoException));
  }
}

type Tell = (sentence: string) => undefined;

function noLog(why: string): string {
  return `No log is kept of this run: ${why}. To have one: XDG_STATE_HOME=DIRECTORY before the command.`;
}

/** The verbs of runs that change nodes or people, in the names of logs. */
const changing = /-(init|join|remove|reset|restore|doctor-fix|user-(add|renew|remove))-\d+\.jsonl$/;

/** The end of the verb in the name of a log of a run that only showed its plan. */
export const dryRun = '-dry-run';

/** Events of a run that began to work, or could not. The log of a run whose plan a person declined has none of them. */
const worked = /"kind":"(phase|change|changed|failed)"/;

/** Finds the newest log of a run that may have changed something, beside `own`, the log of this run. */
export function lastChangingLog(own: string | undefined): string | undefined {
  if (own === undefined) return undefined;
  const folder = dirname(own);
  const logs = readdirSync(folder).filter((file) => changing.test(file));
  return logs
    .sort()
    .reverse()
    .map((file) => join(folder, file))
    .find((file) => worked.test(textIn(file)));
}

// Another run may just have removed it.
function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

// The names sort by time. Several runs may remove old logs at once, so a log may be gone already.
function forgetOldest(folder: string): void {
  const logs = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  for (const file of logs.sort().slice(0, -kept + 1)) rmSync(join(folder, file), { force: true });
}
