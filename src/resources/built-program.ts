import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Change } from '../engine/model.ts';
import { UserError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { sh } from '../shell/sh.ts';
import { installProgram } from './program.ts';
import { publisher } from './publisher-program.ts';

/** Brings one of our own programs for nodes as it was built, beside the publisher. `installed` has versions by name. */
export function* ensureBuilt(name: string, installed: ReadonlyMap<string, string>): Iterable<Change> {
  const { folder } = publisher;
  const bytes = builtBytes(name);
  const version = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const before = installed.get(name);
  if (before === version) return;
  const packed = gzipSync(bytes, { level: 9 }).toString('base64');
  const bring = sh`printf %s ${packed} | base64 -d | gzip -d >"$new"`;
  const script = installProgram({ name, version, folder, bring });
  yield { kind: 'change', summary: `${before ? 'Update' : 'Install'} ${folder}/${name}`, script };
}

/** Reads a built program. Only a clone that was never built lacks it: packages have it. */
function builtBytes(name: string): Buffer {
  const path = join(packageRoot, 'dist', name);
  try {
    return readFileSync(path);
  } catch (cause) {
    const hints = [`cd ${packageRoot} && npm run build`];
    throw new UserError(`${path}, which nodes need, is not there: these sources are not built.`, { hints, cause });
  }
}
