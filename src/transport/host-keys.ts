import { UserError } from '../errors.ts';
import { sh } from '../shell/sh.ts';
import type { Endpoint } from './endpoint.ts';
import { authorityAbout, fingerprint, judge, type KnownHost, linesAbout } from './known-hosts.ts';
import { keyType } from './public-key.ts';

/** What is known about a host's keys before it shows one. */
export interface HostKeys {
  readonly lines: readonly KnownHost[];
  /** The key that the host showed earlier in this run. Only this key is accepted, whatever the files say. */
  readonly pinned: Buffer | undefined;
  /** A key that a person said yes to. */
  readonly accepted: Buffer | undefined;
}

/** No file has this key yet. Ask a person, then connect again: sshd would not wait for the answer. */
export class UnknownHostKey extends Error {
  readonly key: Buffer;

  constructor(key: Buffer) {
    super('unknown host key');
    this.key = key;
  }
}

/** Finds the types of keys to ask the host for first: a host that is known by a key of one type must show that key. */
export function preferredKeyTypes(endpoint: Endpoint, { lines, pinned }: HostKeys): readonly string[] {
  if (pinned) return [keyType(pinned)];
  const names = [endpoint.knownAs, ...othersOf(endpoint)];
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
  if (judge(othersOf(endpoint), key, known.lines).kind === 'trusted') return undefined;
  const answers = { ask: new UnknownHostKey(key), accept: undefined, refuse: strict(endpoint, key, known) };
  return answers[endpoint.unknownHostKey];
}

/**
 * Lists other names of this machine. As in ssh, a key that is known for a host without a port counts for its other
 * ports, too.
 */
function othersOf({ knownAs, alsoKnownAs }: Endpoint): readonly string[] {
  const [, host] = /^\[(.+)\]:\d+$/.exec(knownAs) ?? [];
  return host === undefined ? alsoKnownAs : [...alsoKnownAs, host];
}

/** Makes the question: "The host key of pi-1 (192.168.0.201) is ED25519 SHA256:…. Trust it? yes/no". */
export function trustQuestion(endpoint: Endpoint, key: Buffer): string {
  return `The host key of ${endpoint.label} is ${fingerprint(key)}. Trust it? yes/no`;
}

export function notTrusted(endpoint: Endpoint, key: Buffer): UserError {
  return new UserError(`The host key of ${endpoint.label} is not trusted: ${fingerprint(key)}.`, {
    id: 'ssh.hostkey_unknown',
    hints: ['See the right one on the node itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'],
  });
}

function strict(endpoint: Endpoint, key: Buffer, { lines }: HostKeys): UserError {
  const name = endpoint.knownAs;
  return new UserError(`The host key of ${endpoint.label} is not known, and StrictHostKeyChecking is yes.`, {
    id: 'ssh.hostkey_unknown',
    hints: [
      `Add it to ${endpoint.knownHostsFiles[0]}: ${name} … (${fingerprint(key)})`,
      ...aboutAuthority(name, lines),
    ],
  });
}

/**
 * Makes a note where known_hosts trusts an authority (@cert-authority) for this host: ssh2 cannot ask hosts for
 * certificates.
 */
export function aboutAuthority(name: string, lines: readonly KnownHost[]): readonly string[] {
  const line = authorityAbout(name, lines);
  return line
    ? [`${line.file}:${line.line} trusts an authority (@cert-authority): certificates of hosts are not read here`]
    : [];
}

function changed(endpoint: Endpoint, key: Buffer, known: KnownHost): UserError {
  const was = `${known.file}:${known.line} has ${fingerprint(known.key)}`;
  const forget = sh`ssh-keygen -f ${known.file} -R ${endpoint.knownAs}`.display;
  return new UserError(`The host key of ${endpoint.label} has changed: it shows ${fingerprint(key)}, but ${was}.`, {
    id: 'ssh.hostkey',
    hints: [
      `If you flashed its card again: ${forget}`,
      'If not, another machine answers at this address: find out which before you go on',
      ...(endpoint.acceptsChangedKey ? ['StrictHostKeyChecking "no" of ssh accepts it; microcloud never does'] : []),
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
