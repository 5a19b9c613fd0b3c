import { appendFile, chmod, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { refusalReason } from '../refused-file.ts';
import { bytesOf, textOf } from '../shell/node-text.ts';
import { makeFolder } from '../user-folders.ts';
import type { Endpoint } from './endpoint.ts';
import type { HostKeys } from './host-keys.ts';
import { judge, type KnownHost, knownHostLine, parseKnownHosts, withoutOtherKeys } from './known-hosts.ts';
import { parsePublicKey } from './public-key.ts';

/**
 * Reads known_hosts files. A missing file counts as empty. Throws a UserError for one that cannot be read, as it may
 * have the right key.
 */
export async function readKnownHosts(files: readonly string[]): Promise<readonly KnownHost[]> {
  const texts = await Promise.all(files.map((file) => readText(file)));
  return texts.flatMap((text, index) => parseKnownHosts(text ?? '', files[index] ?? ''));
}

/**
 * Reads the file of RevokedHostKeys as lines that revoke keys of every host. As in ssh, no key is trusted when the file
 * is missing. Throws a UserError.
 */
export async function readRevokedKeys({ revokedHostKeys: file }: Endpoint): Promise<readonly KnownHost[]> {
  if (file === undefined) return [];
  const text = await readText(file);
  if (text === undefined || text.startsWith('SSHKRL')) {
    const why = text === undefined ? 'is not there' : 'is a KRL, which is not read here';
    throw new UserError(`${file}, RevokedHostKeys of ssh's configuration, ${why}: no host key can be trusted.`, {
      hints: ['Write a file of public keys, a line each, or take the setting out'],
    });
  }
  return text.split('\n').flatMap((line, index) => {
    const key = parsePublicKey(line);
    const place = { file, line: index + 1, revoked: true, isAuthority: false, hosts: ['*'] };
    return key ? [{ ...place, type: '', key }] : [];
  });
}

/**
 * Writes a host key into the first known_hosts file, unless it is there already. Other keys with this name are removed:
 * after a node has taken over the address of another machine, that machine is not there any more.
 */
export async function rememberHostKey(endpoint: Endpoint, key: Buffer, { lines }: HostKeys): Promise<void> {
  const [file] = endpoint.knownHostsFiles;
  const verdict = judge([endpoint.knownAs], key, lines);
  if (!file || verdict.kind === 'trusted') return;
  await makeFolder(dirname(file), 0o700);
  if (verdict.kind === 'changed' && verdict.known.file === file) await forget(file, endpoint.knownAs, key);
  const line = knownHostLine(endpoint.knownAs, key, { hashed: endpoint.hashKnownHosts });
  // One write in append mode, so that lines of other processes stay whole.
  await appendFile(file, `${(await endsInsideLine(file)) ? '\n' : ''}${line}\n`, { mode: 0o600 });
}

async function forget(file: string, name: string, key: Buffer): Promise<void> {
  const text = withoutOtherKeys(textOf(await readFile(file)), name, key);
  const { mode } = await stat(file);
  const beside = `${file}.${process.pid}`;
  await writeFile(beside, bytesOf(text), { mode: 0o600, flag: 'wx' });
  await chmod(beside, mode & 0o777);
  await rename(beside, file);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UserError(
      `${file} cannot be read: ${refusalReason(error as NodeJS.ErrnoException)}. So it is not known which host keys are right.`,
      {
        hints: [`See what it is: ls -ld ${file}`],
        cause: error,
      },
    );
  }
}

async function endsInsideLine(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return false;
  try {
    const { size } = await file.stat();
    if (size === 0) return false;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer.toString() !== '\n';
  } finally {
    await file.close();
  }
}
