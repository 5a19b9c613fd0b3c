import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What opens a file with the program that a person has chosen for it. */
const openers: Partial<Readonly<Record<NodeJS.Platform, readonly [program: string, ...args: string[]]>>> = {
  darwin: ['open'],
  win32: ['explorer'],
  linux: ['xdg-open'],
};

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
  const [program, ...args] = openers[platform] ?? [];
  if (program === undefined) return;
  const child = spawn(program, [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
