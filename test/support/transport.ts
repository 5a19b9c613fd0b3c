import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../../src/transport/connection.ts';
import type { ConnectOptions, Target } from '../../src/transport/options.ts';
import { connect } from '../../src/transport/ssh-connection.ts';
import { makeKey, type TestSshd } from './sshd.ts';

/** A person's home directory on the control machine, and connections from there. */
export interface ControlMachine {
  readonly home: string;
  readonly knownHosts: string;
  /** Path of a new key. Its public line goes to `authorize`. */
  readonly key: string;
  readonly publicKey: string;
  /** Questions that were asked, in order. */
  readonly questions: string[];
  /** Notes that were given. */
  readonly notes: string[];
  readonly options: ConnectOptions;
  connect(sshd: TestSshd, target: Partial<Target>, options?: Partial<ConnectOptions>): Promise<Connection>;
  /** Closes what is still open and removes the home directory. */
  remove(): void;
}

/** Makes a control machine. `answers` maps the beginning of a question to its answer; any other question fails. */
export async function controlMachine(answers: Readonly<Record<string, string>> = {}): Promise<ControlMachine> {
  const home = await mkdtemp('/tmp/mctest-home-');
  const ssh = join(home, '.ssh');
  mkdirSync(ssh, { mode: 0o700 });
  const key = join(home, 'key');
  const publicKey = makeKey(key);
  const questions: string[] = [];
  const notes: string[] = [];
  const open: Connection[] = [];
  const options: ConnectOptions = {
    ask: async ({ message }) => {
      questions.push(message);
      const found = Object.entries(answers).find(([start]) => message.startsWith(start));
      if (!found) throw new Error(`nobody expects this question: ${message}`);
      return found[1];
    },
    hostKeys: 'ask',
    home,
    configFile: join(ssh, 'config'),
    knownHostsFile: [join(ssh, 'known_hosts')],
    agent: false,
    timeoutSeconds: 5,
    note: (text) => notes.push(text),
  };
  return {
    home,
    knownHosts: join(ssh, 'known_hosts'),
    key,
    publicKey,
    questions,
    notes,
    options,
    connect: async (sshd, target, more = {}) => {
      const address = { node: 'pi-1', address: sshd.address, port: sshd.port, identityFile: key };
      const connection = await connect({ ...address, ...target }, { ...options, ...more });
      open.push(connection);
      return connection;
    },
    remove: () => {
      for (const connection of open) connection.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Makes an sshd known to a control machine. */
export function trust(machine: ControlMachine, ...servers: readonly TestSshd[]): void {
  writeFileSync(machine.knownHosts, servers.map((sshd) => sshd.knownHosts).join(''), { mode: 0o600 });
}
