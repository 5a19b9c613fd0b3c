import type { Duplex } from 'node:stream';
import { UserError } from '../errors.ts';
import type { Script } from '../shell/sh.ts';
import { answersOf } from './ask-once.ts';
import type { Connection, Result } from './connection.ts';
import { settingsOfHosts } from './host-settings.ts';
import { NodeLink } from './node-link.ts';
import { type ConnectOptions, surroundings, type Target } from './options.ts';
import { openRootShell, type RootShell, type RootWork } from './root.ts';
import type { Account } from './root-refusals.ts';
import { routesTo } from './routes.ts';
import { runScript } from './run-script.ts';
import { reconnectSeconds } from './time-outs.ts';
import { sendFile } from './upload.ts';

/**
 * Connects to a node and logs in. Waits for a node that is still booting, up to `options.timeoutSeconds`. Throws a
 * UserError that says what is wrong and what to try.
 */
export async function connect(target: Target, options: ConnectOptions): Promise<Connection> {
  const answers = answersOf(options.ask);
  const around = surroundings(options);
  const noteOnce = (note: string) => void answers.once(`note ${note}`, async () => options.note?.(note));
  const settingsOf = settingsOfHosts(around, answers, noteOnce);
  const link = new NodeLink(target.node, await routesTo(target, settingsOf, options, around), options);
  await link.open(options.timeoutSeconds);
  return new SshConnection(target, link, options);
}

interface Again {
  readonly address?: string;
  readonly timeoutSeconds?: number;
}

class SshConnection implements Connection {
  readonly node: string;
  readonly #target: Target;
  readonly #link: NodeLink;
  readonly #options: ConnectOptions;
  /** The first root shell. Others wait until it is open or refused, so that a wrong password is tried only once. */
  #firstShell: Promise<RootShell> | undefined;
  #reconnecting: Promise<void> | undefined;

  constructor(target: Target, link: NodeLink, options: ConnectOptions) {
    this.node = target.node;
    this.#target = target;
    this.#link = link;
    this.#options = options;
  }

  get execs(): number {
    return this.#link.execs;
  }

  run(script: Script, onLine?: (line: string) => void): Promise<Result> {
    return runScript((work) => this.#openShell(work), this.node, script, onLine);
  }

  upload(file: string | Uint8Array, path: string, onProgress?: (bytes: number, total: number) => void): Promise<void> {
    return sendFile((work) => this.#openShell(work), { node: this.node, file, path, onProgress });
  }

  forward(port: number): Promise<Duplex> {
    return this.#link.forward(port);
  }

  // An upload and a round at the same time lose the link together: the second one must not close the link that the
  // first one reopens.
  reconnect({ address, timeoutSeconds = reconnectSeconds }: Again = {}): Promise<void> {
    if (address || !this.#reconnecting) {
      const reconnecting = this.#link.reopen(timeoutSeconds, address).finally(() => {
        if (this.#reconnecting === reconnecting) this.#reconnecting = undefined;
      });
      this.#reconnecting = reconnecting;
    }
    return this.#reconnecting;
  }

  close(): void {
    this.#link.close();
  }

  #openShell(work: RootWork): Promise<RootShell> {
    const start = () => openRootShell((command) => this.#link.exec(command), this.#account(), work);
    if (!this.#firstShell) {
      this.#firstShell = start();
      return this.#firstShell;
    }
    return this.#firstShell.then(start, (error) => {
      // A wrong password stays wrong. After a lost link another try may succeed.
      if (error instanceof UserError) throw error;
      this.#firstShell = start();
      return this.#firstShell;
    });
  }

  #account(): Account {
    const { node, sudoPassword, password } = this.#target;
    const { user } = this.#link;
    const known = sudoPassword ?? password;
    const question = { message: `Password of ${user} for sudo`, secret: true };
    return {
      node,
      user,
      note: (text) => this.#options.note?.(text),
      sudoPassword: async () => known?.reveal() ?? (await answersOf(this.#options.ask).ask(question)),
    };
  }
}
