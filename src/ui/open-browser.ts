import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What opens a file with the program that a person has chosen for it; undefined where there is no such program. */
export function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string | undefined {
  const openers: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
    darwin: 'open',
    // Windows looks for a name in the folder where this program was started, before all others.
    win32: win32.join(env.SystemRoot ?? 'C:\\Windows', 'explorer.exe'),
    linux: 'xdg-open',
  };
  return openers[platform];
}

/** Whether there is a screen here that a browser could be opened on. */
export function hasScreen(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** A file that leads to the address, and what takes it away. */
export interface Doorstep {
  readonly file: string;
  remove(): Promise<void>;
}

/**
 * Writes a file that leads to the address. Other users of this computer can read the arguments of every program (`ps`),
 * and the address has a token: so the browser is given a file that only its owner can read.
 */
export async function writeDoorstep(address: string): Promise<Doorstep> {
  const folder = await mkdtemp(join(tmpdir(), 'microcloud-ui-'));
  const file = join(folder, 'open.html');
  const text = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${address}"><title>microcloud</title>`;
  await writeFile(file, text, { mode: 0o600 });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Opens the file in the person's browser. A browser that does not open is no error: the address stands in the terminal. */
export function openInBrowser(file: string, platform: NodeJS.Platform = process.platform): void {
  const program = openerOf(platform, process.env);
  if (program === undefined) return;
  const child = spawn(program, [pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
