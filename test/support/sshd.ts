import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

export interface SshdOptions {
  /** Types of the host keys to make. Default: ed25519. */
  readonly hostKeys?: readonly HostKeyType[];
  /** Lines of sshd_config put before the defaults of this file, so that they win. */
  readonly config?: readonly string[];
  /** Public keys (one line each) that a user may log in with. */
  readonly authorizedKeys?: Readonly<Record<string, readonly string[]>>;
}

/** A real sshd on 127.0.0.1, in a directory of its own. */
export interface TestSshd {
  readonly address: '127.0.0.1';
  readonly port: number;
  readonly directory: string;
  readonly pid: number;
  /** "[127.0.0.1]:2222 ssh-ed25519 AAAA…", a line for each host key. */
  readonly knownHosts: string;
  /** What sshd has logged so far (LogLevel VERBOSE). */
  log(): string;
  authorize(user: string, publicKeys: readonly string[]): void;
  /** Makes new host keys and restarts on the same port: a card that was flashed again. */
  reflash(): Promise<void>;
  /** Kills every open connection of this sshd, as a power cut would; the listener stays. */
  dropConnections(): void;
  /** Stops (SIGSTOP) the processes of every open connection: the peer is dead, but its kernel still answers. */
  freezeConnections(): void;
  /** Stops listening and ends open connections; `start` listens again on the same port with the same keys. */
  halt(): Promise<void>;
  start(): Promise<void>;
  /** Halts, and removes the directory. */
  stop(): Promise<void>;
}

/** Throws with what to install or change when this machine cannot run a real sshd with accounts. */
export function requireRealSshd(): void {
  if (process.getuid?.() !== 0) throw new Error('these tests make accounts: run them as root (in a container)');
  const missing = ['/usr/sbin/sshd', '/usr/bin/ssh-keygen', '/usr/bin/sudo', '/usr/sbin/useradd'].filter(
    (path) => !existsSync(path),
  );
  if (missing.length > 0)
    throw new Error(`${missing.join(', ')} missing. Try: apt-get install openssh-server openssh-client sudo passwd`);
}

/** Starts sshd with throw-away host keys on a free port. */
export async function startSshd(options: SshdOptions = {}): Promise<TestSshd> {
  requireRealSshd();
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const directory = await mkdtemp('/tmp/mctest-sshd-');
  mkdirSync(join(directory, 'authorized'));
  execFileSync('chmod', ['755', directory]);
  const port = await freePort();
  const types = options.hostKeys ?? ['ed25519'];
  const makeHostKeys = () => types.forEach((type) => void makeKey(hostKeyPath(type), { type }));
  const hostKeyPath = (type: HostKeyType) => join(directory, `host_${type}`);
  const logFile = join(directory, 'log');
  makeHostKeys();
  writeFileSync(logFile, '');
  writeFileSync(join(directory, 'sshd_config'), sshdConfig(directory, port, types.map(hostKeyPath), options.config));

  let child: ChildProcess | undefined;
  const connections = () => (child?.pid ? descendants(child.pid) : []);
  const signalConnections = (signal: NodeJS.Signals) => {
    for (const pid of connections()) tryKill(pid, signal);
  };
  const sshd: TestSshd = {
    address: '127.0.0.1',
    port,
    directory,
    get pid() {
      return child?.pid ?? 0;
    },
    get knownHosts() {
      return types.map((type) => `[127.0.0.1]:${port} ${publicKey(hostKeyPath(type))}\n`).join('');
    },
    log: () => readFileSync(logFile, 'utf8'),
    authorize: (user, keys) => writeFileSync(join(directory, 'authorized', user), `${keys.join('\n')}\n`),
    reflash: async () => {
      await sshd.halt();
      makeHostKeys();
      await sshd.start();
    },
    dropConnections: () => signalConnections('SIGKILL'),
    freezeConnections: () => signalConnections('SIGSTOP'),
    halt: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      const orphans = connections();
      child.kill('SIGKILL');
      for (const pid of orphans) tryKill(pid, 'SIGKILL');
      await ended;
    },
    start: async () => {
      const config = join(directory, 'sshd_config');
      const alreadyLogged = readFileSync(logFile, 'utf8').length;
      child = spawn('/usr/sbin/sshd', ['-D', '-f', config, '-E', logFile], { stdio: 'ignore' });
      await listening(child, () => readFileSync(logFile, 'utf8').slice(alreadyLogged));
    },
    stop: async () => {
      await sshd.halt();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  for (const [user, keys] of Object.entries(options.authorizedKeys ?? {})) sshd.authorize(user, keys);
  await sshd.start();
  return sshd;
}

/** Makes a key pair at `path` and `path`.pub, and returns the public key's line. */
export function makeKey(
  path: string,
  options: { type?: HostKeyType; passphrase?: string; pem?: boolean } = {},
): string {
  rmSync(path, { force: true });
  rmSync(`${path}.pub`, { force: true });
  const bits = options.type === 'rsa' ? ['-b', '2048'] : [];
  const format = options.pem ? ['-m', 'PEM'] : [];
  const key = ['-t', options.type ?? 'ed25519', '-N', options.passphrase ?? '', '-C', '', '-f', path];
  execFileSync('ssh-keygen', ['-q', ...key, ...bits, ...format]);
  return publicKey(path);
}

function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, 'utf8').trim();
}

function sshdConfig(
  directory: string,
  port: number,
  hostKeys: readonly string[],
  extra: readonly string[] = [],
): string {
  return [
    ...extra,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `PidFile ${directory}/pid`,
    ...hostKeys.map((path) => `HostKey ${path}`),
    `AuthorizedKeysFile ${directory}/authorized/%u`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'PrintMotd no',
    'LogLevel VERBOSE',
    '',
  ].join('\n');
}

/** Resolves once sshd says that it listens; rejects with its log when it ends first. */
async function listening(child: ChildProcess, newLog: () => string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!newLog().includes('Server listening on 127.0.0.1 ')) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`sshd does not start:\n${newLog()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

// Children as the kernel knows them: sudo and its shells are below sshd's per-connection processes.
function descendants(pid: number): number[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    // It ended by itself meanwhile.
    return [];
  }
  const children = text.trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}
