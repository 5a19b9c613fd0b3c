import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Names the program that opens a file in the user's default browser; undefined on systems without such a program. */
export function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string | undefined {
  const openers: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
    darwin: 'open',
    // With its path: Windows would first look for the name in the present folder, where anybody may have put a file.
    win32: win32.join(env.SystemRoot ?? 'C:\\Windows', 'explorer.exe'),
    linux: 'xdg-open',
  };
  return openers[platform];
}

/** Tells whether this computer has a screen for a browser. */
export function hasScreen(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** A file that leads to the address, and a function that deletes it. */
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

/** Opens the file in the user's browser. Failing is no error: the terminal shows the address. */
export function openInBrowser(file: string, platform: NodeJS.Platform = process.platform): void {
  const program = openerOf(platform, process.env);
  if (program === undefined) return;
  const child = spawn(program, [pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
