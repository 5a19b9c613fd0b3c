import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { refusalReason } from '../refused-file.ts';
import { command, type Secret } from '../shell/sh.ts';
import { makeFolder, ownFolder } from '../user-folders.ts';
import type { Copy } from './copy.ts';
import { decrypt, isEncrypted } from './passphrase-file.ts';
import { readCopy, UnusableCopy } from './read-copy.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The ends of the names of copies. */
const ends = { plain: '.tar.gz', encrypted: '.tar.gz.age' } as const;

/** Returns the default folder for copies. Throws a UserError where the user has no home directory. */
export function copiesFolder(env: Env): string {
  const own = ownFolder('data', env);
  if (own) return join(own, 'backups');
  throw new UserError('There is no home directory to keep a copy in.', { hints: ['--output FILE'], exitCode: 2 });
}

/** Names a copy that is made now: "home-2026-11-29T094512Z.tar.gz.age". Names of one cluster sort by time. */
export function copyName(cluster: string, kind: keyof typeof ends, now: Date): string {
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
  return `${cluster}-${stamp}${ends[kind]}`;
}

/** A copy in the folder of copies. */
export interface KeptCopy {
  /** Absolute. */
  readonly file: string;
  readonly cluster: string;
  readonly made: Date;
  readonly bytes: number;
  readonly isEncrypted: boolean;
}

/**
 * Lists the copies in a folder, the newest first. Files with names of another form, and links to files that are not
 * there, are left out.
 */
export async function copiesIn(folder: string): Promise<readonly KeptCopy[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const kept = await Promise.all(
    names.map(async (name): Promise<readonly KeptCopy[]> => {
      const [, cluster, day, hours, minutes, seconds, end] =
        /^(.+)-(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z(\.tar\.gz(?:\.age)?)$/.exec(name) ?? [];
      if (cluster === undefined) return [];
      const made = new Date(`${day}T${hours}:${minutes}:${seconds}Z`);
      const file = join(folder, name);
      const there = await stat(file).catch(() => undefined);
      return there ? [{ file, cluster, made, bytes: there.size, isEncrypted: end === ends.encrypted }] : [];
    }),
  );
  return kept.flat().toSorted((a, b) => b.made.getTime() - a.made.getTime());
}

/** Checks that there is no such file yet. Throws a UserError. */
export async function requireNewFile(file: string): Promise<void> {
  if (!(await stat(file).catch(() => undefined))) return;
  throw new UserError(`${file} is there already.`, { hints: ['--output FILE, with another name'], exitCode: 2 });
}

/** Writes a new file that only its owner can read: as a whole, or not at all. Throws a UserError. */
export async function writeCopy(file: string, bytes: Uint8Array): Promise<void> {
  await makeFolder(dirname(file), 0o700);
  await requireNewFile(file);
  const beside = join(dirname(file), `.${basename(file)}.new-${process.pid}`);
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      // A power cut must not leave an empty file under the name of a copy.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true });
    throw new UserError(`${file} cannot be written: ${refusalReason(cause as NodeJS.ErrnoException)}.`, { cause });
  }
}

/**
 * Reads a copy from a file, and checks it. `ask` gets the passphrase of an encrypted copy. Anybody may have made a copy
 * without encryption, and would be administrator of the cluster that is made from it. So it is refused where a person
 * expects an encrypted one: its name ends in .age, or a passphrase is given. Throws a UserError.
 */
export async function openCopy(file: string, ask: () => Promise<Secret>, hasPassphrase = false): Promise<Copy> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const hints = [cause.code === 'ENOENT' ? 'microcloud backup list' : command`ls -l ${file}`];
    throw new UserError(`${file} cannot be read: ${refusalReason(cause)}.`, { hints, exitCode: 2, cause });
  });
  if (!isEncrypted(bytes) && (hasPassphrase || file.endsWith('.age'))) throw notEncrypted(file);
  try {
    return await readCopy(isEncrypted(bytes) ? await decrypt(bytes, await ask()) : bytes);
  } catch (cause) {
    if (!(cause instanceof UnusableCopy)) throw cause;
    throw new UserError(`${file} ${cause.message}.`, {
      hints: ['Another copy: microcloud backup list'],
      exitCode: 2,
      cause,
    });
  }
}

function notEncrypted(file: string): UserError {
  return new UserError(`${file} is not encrypted: somebody else may have put it in the place of your copy.`, {
    hints: [
      'Another copy: microcloud backup list',
      'If you have opened it yourself: give it a name without .age, and no passphrase',
    ],
    exitCode: 2,
  });
}
