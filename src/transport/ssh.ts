import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { Script } from '../shell/sh.ts';
import { answersOf } from './answers.ts';
import { openChannel } from './channel.ts';
import { readSshConfig } from './config-files.ts';
import { type Connection, LinkLostError, type Result } from './connection.ts';
import { type Endpoint, endpointsOf } from './endpoint.ts';
import { ConnectFailure, reasonOf, retryPause, userErrorOf } from './failures.ts';
import { knownHostName } from './known-hosts.ts';
import { type Link, openLink } from './link.ts';
import { type ConnectOptions, surroundings, type Target } from './options.ts';
import { openRootShell, type RootShell, type RootWork } from './root.ts';
import { runScript } from './run.ts';
import { sendFile } from './upload.ts';

const defaultKeepaliveSeconds = 5;
/** How long a node may take to come back, unless it is said otherwise: a Pi with a slow card boots for minutes. */
const reconnectSeconds = 300;

/**
 * Connects to a node and logs in. Waits for one that is still booting, up to `options.timeoutSeconds`.
 * Throws UserError that says what is wrong and what to try.
 */
export async function connect(target: Target, options: ConnectOptions): Promise<Connection> {
  const around = surroundings(options);
  const answers = answersOf(options.ask);
  const config = readSshConfig(around);
  for (const note of config.notes) void answers.once(`note ${note}`, async () => options.note?.(note));
  const route = endpointsOf(target, config.settings, options, around);
  const node = new SshConnection(target, route, options);
  await node.open(options.timeoutSeconds, target.locate);
  return node;
}

interface Again {
  readonly address?: string;
  readonly timeoutSeconds?: number;
}

class SshConnection implements Connection {
  readonly node: string;
  execs = 0;
  readonly #target: Target;
  readonly #options: ConnectOptions;
  #route: readonly Endpoint[];
  #link: Link | undefined;
  #hostKey: Buffer | undefined;
  /** Settles when the first root shell has: others wait for it, so that a wrong password is tried once. */
  #firstShell: Promise<RootShell> | undefined;
  #reconnecting: Promise<void> | undefined;

  constructor(target: Target, route: readonly Endpoint[], options: ConnectOptions) {
    this.node = target.node;
    this.#target = target;
    this.#route = route;
    this.#options = options;
    options.signal?.addEventListener('abort', () => this.close(), { once: true });
  }

  run(script: Script, onLine?: (line: string) => void): Promise<Result> {
    return runScript((work) => this.#openShell(work), this.node, script, onLine);
  }

  upload(file: string, path: string, onProgress?: (bytes: number, total: number) => void): Promise<void> {
    return sendFile((work) => this.#openShell(work), { node: this.node, file, path, onProgress });
  }

  // An upload and a round beside it lose their link together: the second must not close what the first has opened.
  reconnect(again: Again = {}): Promise<void> {
    if (again.address || !this.#reconnecting) {
      const reconnecting = this.#reopen(again).finally(() => {
        if (this.#reconnecting === reconnecting) this.#reconnecting = undefined;
      });
      this.#reconnecting = reconnecting;
    }
    return this.#reconnecting;
  }

  async #reopen({ address, timeoutSeconds = reconnectSeconds }: Again): Promise<void> {
    this.close();
    if (address) this.#route = moved(this.#route, this.node, address);
    await this.open(timeoutSeconds, address ? undefined : this.#target.locate);
  }

  close(): void {
    this.#link?.close();
    this.#link = undefined;
  }

  /** Opens the link, again and again while that may help and `seconds` last. */
  async open(seconds: number, locate: Target['locate']): Promise<void> {
    const { signal, note } = this.#options;
    const deadline = performance.now() + seconds * 1000;
    while (this.#link === undefined) {
      const secondsLeft = (deadline - performance.now()) / 1000;
      const failure = await this.#tryToOpen(secondsLeft);
      if (!failure) return;
      const pause = retryPause(failure, this.#hostKey !== undefined);
      const left = (deadline - performance.now()) / 1000;
      if (pause === undefined || left <= Math.max(pause, 0.1)) throw userErrorOf(failure, { node: this.node });
      note?.(`Waiting for ${failure.endpoint.label}: ${reasonOf(failure)}`);
      await sleep(pause * 1000, undefined, signal ? { signal } : {});
      if (locate) this.#route = moved(this.#route, this.node, await locate());
    }
  }

  async #tryToOpen(secondsLeft: number): Promise<ConnectFailure | undefined> {
    const { ask, signal, note: hear, keepaliveSeconds = defaultKeepaliveSeconds } = this.#options;
    signal?.throwIfAborted();
    try {
      const answers = answersOf(ask);
      const pinned = this.#hostKey;
      const note = ({ message }: Error) => hear?.(`The host key of ${this.node} is not written down: ${message}`);
      this.#link = await openLink(this.#route, { answers, secondsLeft, keepaliveSeconds, pinned, signal, note });
      this.#hostKey = this.#link.hostKey;
      return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ConnectFailure) return error;
      throw error;
    }
  }

  #openShell(work: RootWork): Promise<RootShell> {
    const start = () => openRootShell((command) => this.#exec(command), this.#account(), work);
    if (!this.#firstShell) {
      this.#firstShell = start();
      return this.#firstShell;
    }
    return this.#firstShell.then(start, (error) => {
      // A refused password is refused for good; a lost link is not.
      if (error instanceof UserError) throw error;
      this.#firstShell = start();
      return this.#firstShell;
    });
  }

  async #exec(command: string) {
    const link = this.#link;
    try {
      if (!link) throw new Error('closed');
      this.execs += 1;
      return await openChannel(link.client, command);
    } catch (cause) {
      const { message } = cause as Error;
      if (/^\(SSH\) Channel open failure: ./.test(message))
        throw new UserError(`${this.node} refuses another session (MaxSessions of its sshd): ${message}`, { cause });
      throw new LinkLostError(`The connection to ${this.node} is lost.`, { cause });
    }
  }

  #account() {
    const { node, sudoPassword, password } = this.#target;
    const user = this.#route.at(-1)?.user ?? 'root';
    const known = sudoPassword ?? password;
    const question = { message: `Password of ${user} for sudo`, secret: true };
    return {
      node,
      user,
      sudoPassword: async () => known?.reveal() ?? (await answersOf(this.#options.ask).ask(question)),
    };
  }
}

/** The same route to a node that now has another address. */
function moved(route: readonly Endpoint[], node: string, address: string): readonly Endpoint[] {
  return route.map((endpoint, index) => {
    if (index < route.length - 1) return endpoint;
    const hasAlias = endpoint.knownAs !== knownHostName(endpoint.host, endpoint.port);
    const knownAs = hasAlias ? endpoint.knownAs : knownHostName(address, endpoint.port);
    return { ...endpoint, host: address, label: `${node} (${address})`, knownAs };
  });
}
