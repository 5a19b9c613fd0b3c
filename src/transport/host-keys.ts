import { appendFile, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { sh } from '../shell/sh.ts';
import type { Endpoint } from './endpoint.ts';
import {
  fingerprint,
  judge,
  type KnownHost,
  keyType,
  knownHostLine,
  linesAbout,
  parseKnownHosts,
} from './known-hosts.ts';

/** What is known about a host's keys before it shows one. */
export interface HostKeys {
  readonly lines: readonly KnownHost[];
  /** The key that the host showed before, in this run. Only this key will do, whatever the files say. */
  readonly pinned: Buffer | undefined;
  /** A key that a person said yes to. */
  readonly accepted: Buffer | undefined;
}

/** No file has this key yet: ask a person, then connect again. sshd would not wait for the answer. */
export class UnknownHostKey extends Error {
  readonly key: Buffer;

  constructor(key: Buffer) {
    super('unknown host key');
    this.key = key;
  }
}

export async function readKnownHosts(files: readonly string[]): Promise<readonly KnownHost[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.flatMap((text, index) => parseKnownHosts(text, files[index] ?? ''));
}

/** Finds the types of keys to ask the host for first: a host that is known by one type must not show another. */
export function preferredKeyTypes(endpoint: Endpoint, { lines, pinned }: HostKeys): readonly string[] {
  if (pinned) return [keyType(pinned)];
  const names = [endpoint.knownAs, ...endpoint.alsoKnownAs];
  return names.flatMap((name) => linesAbout([name], lines)).map(({ type }) => type);
}

/** Says why a host's key is refused; undefined when the key is fine. */
export function refusalOf(endpoint: Endpoint, key: Buffer, known: HostKeys): Error | undefined {
  if (known.pinned) return known.pinned.equals(key) ? undefined : anotherMachine(endpoint, known.pinned, key);
  if (known.accepted?.equals(key)) return undefined;
  const verdict = judge([endpoint.knownAs], key, known.lines);
  if (verdict.kind === 'trusted') return undefined;
  if (verdict.kind === 'changed') return changed(endpoint, key, verdict.known);
  if (verdict.kind === 'revoked') return revoked(endpoint, key, verdict.known);
  if (judge(endpoint.alsoKnownAs, key, known.lines).kind === 'trusted') return undefined;
  const answers = { ask: new UnknownHostKey(key), accept: undefined, refuse: strict(endpoint, key) };
  return answers[endpoint.unknownHostKey];
}

/** Writes a key down for the next time, unless it is written there already. */
export async function rememberHostKey(endpoint: Endpoint, key: Buffer, { lines }: HostKeys): Promise<void> {
  const [file] = endpoint.knownHostsFiles;
  if (!file || judge([endpoint.knownAs], key, lines).kind === 'trusted') return;
  const line = knownHostLine(endpoint.knownAs, key, { hashed: endpoint.hashKnownHosts });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // This is one write to a file open for appending, so lines of other processes stay. A renamed copy would lose them.
  await appendFile(file, `${(await endsInsideLine(file)) ? '\n' : ''}${line}\n`, { mode: 0o600 });
}

/** Asks: "The host key of pi-1 (192.168.0.201) is ED25519 SHA256:… Trust it? yes/no" */
export function trustQuestion(endpoint: Endpoint, key: Buffer): string {
  return `The host key of ${endpoint.label} is ${fingerprint(key)}. Trust it? yes/no`;
}

export function notTrusted(endpoint: Endpoint, key: Buffer): UserError {
  return new UserError(`The host key of ${endpoint.label} is not trusted: ${fingerprint(key)}.`, {
    id: 'ssh.hostkey_unknown',
    hints: ['See the right one on the node itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'],
  });
}

function strict(endpoint: Endpoint, key: Buffer): UserError {
  const name = endpoint.knownAs;
  return new UserError(`The host key of ${endpoint.label} is not known, and StrictHostKeyChecking is yes.`, {
    id: 'ssh.hostkey_unknown',
    hints: [`Add it to ${endpoint.knownHostsFiles[0]}: ${name} … (${fingerprint(key)})`],
  });
}

function changed(endpoint: Endpoint, key: Buffer, known: KnownHost): UserError {
  const was = `${known.file}:${known.line} has ${fingerprint(known.key)}`;
  const forget = sh`ssh-keygen -f ${known.file} -R ${endpoint.knownAs}`.display;
  return new UserError(`The host key of ${endpoint.label} has changed: it shows ${fingerprint(key)}, but ${was}.`, {
    id: 'ssh.hostkey',
    hints: [
      `If you flashed its card again: ${forget}`,
      'If not, another machine answers at this address: find out which before you go on',
    ],
  });
}

function revoked(endpoint: Endpoint, key: Buffer, known: KnownHost): UserError {
  return new UserError(`The host key of ${endpoint.label} is revoked by ${known.file}:${known.line}.`, {
    id: 'ssh.hostkey_unknown',
    hints: [`Make new host keys on the node; the revoked one is ${fingerprint(key)}`],
  });
}

function anotherMachine(endpoint: Endpoint, pinned: Buffer, key: Buffer): UserError {
  const keys = `it shows ${fingerprint(key)}, the node had ${fingerprint(pinned)}`;
  return new UserError(`Another machine answers at ${endpoint.host}: ${keys}.`, {
    id: 'ssh.hostkey',
    hints: [`Find out which machine has ${endpoint.host}, and give ${endpoint.label} an address of its own`],
  });
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
