import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Event } from '../engine/events.ts';
import { eventJson, fewerTransfers } from './event-json.ts';

/** The log file of one run, with an event on each line. Only its owner can read it. */
export interface Log {
  readonly file: string;
  write(event: Event): void;
}

/** How many logs are kept: each is some 10 to 100 KB. */
const kept = 100;

/** Opens the log of a run, e.g. ~/.local/state/microcloud/log/2026-11-21T08-04-40-init.jsonl */
export function openLog(verb: string, env: NodeJS.ProcessEnv, now = new Date()): Log {
  const state = env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  const folder = join(state, 'microcloud', 'log');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  forgetOldest(folder);
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '-');
  const file = join(folder, `${stamp}-${verb}-${process.pid}.jsonl`);
  const stream = createWriteStream(file, { mode: 0o600 });
  const write = (event: Event) => void stream.write(`${eventJson(event, { withScripts: true })}\n`);
  return { file, write: fewerTransfers(write) };
}

// The names sort by time. Several runs may remove old logs at once, so a log may be gone already.
function forgetOldest(folder: string): void {
  const logs = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  for (const file of logs.sort().slice(0, -kept + 1)) rmSync(join(folder, file), { force: true });
}
