#!/usr/bin/env -S node --min-semi-space-size=32
// The flag above: the heap's nursery starts with 32 MB, so a short run collects no garbage, which took 30 ms of 600.
import { existsSync, lstatSync, mkdirSync } from 'node:fs';
// As a whole: an older Node would stop at a name that its module does not have, before it can be told what is needed.
import module from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  const hint = 'Try: nvm install 24. Or, in a clone of the project, which has its own: npx microcloud';
  process.stderr.write(`microcloud needs Node 24.15 or later; this is ${process.version}.\n${hint}\n`);
  process.exit(2);
}
// A reader such as head may have seen enough; the command would wait for it in vain.
process.stdout.on('error', ({ code }) => {
  if (code === 'EPIPE') process.exit(0);
  const hint = code === 'ENOSPC' ? 'make room there, or send the output elsewhere' : 'send the output elsewhere';
  process.stderr.write(`The output cannot be written (${code}).\nTry: ${hint}\n`);
  process.exit(1);
});
// Said above already, and 15 ms faster.
process.env.OCLIF_DISABLE_ENGINE_WARNING = '1';
const folder = codeFolder();
if (folder) module.enableCompileCache(folder);
const { execute } = module.createRequire(import.meta.url)('../dist/microcloud.cjs');
await execute({ dir: import.meta.url });

/**
 * The folder where Node keeps what V8 compiled; undefined where there is none, which costs a tenth of a second. Node runs
 * what lies there and does not ask whose it is, so nobody else may be able to write it.
 */
function codeFolder() {
  try {
    // As src/user-folders.ts has it: a relative path counts for nothing.
    const named = process.env.XDG_CACHE_HOME ?? '';
    const cache = isAbsolute(named) ? named : join(homedir(), '.cache');
    const ours = [join(cache, 'microcloud'), join(cache, 'microcloud', 'code')];
    // One by one: below /proc Node's recursive mkdir, which enableCompileCache uses too, never ends.
    for (const path of [cache, ...ours]) if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
    return ours.every(isOnlyOurs) ? ours[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a path is no link, belongs to this user, and cannot be written by others. Windows has no such numbers. */
function isOnlyOurs(path) {
  if (!process.getuid) return true;
  const { uid, mode } = lstatSync(path);
  return uid === process.getuid() && (mode & 0o022) === 0;
}
