import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { Script } from '../shell/sh.ts';
import { answersOf } from './answers.ts';
import { openChannel } from './channel.ts';
import { readSshConfig } from './config-files.ts';
import { type Connection, LinkLostError, type Result } from './connection.ts';
import type { Route } from './endpoint.ts';
import { ConnectFailure, reasonOf, retryPause, userErrorOf } from './failures.ts';
import { type Link, openLink } from './link.ts';
import { type ConnectOptions, surroundings, type Target } from './options.ts';
import { type Found, finder } from './reach.ts';
import { openRootShell, type RootShell, type RootWork } from './root.ts';
import { lastOf, moved, type Routes, routesTo } from './routes.ts';
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
  const answers = answersOf(options.ask);
  const around = surroundings(options);
  const { settings, notes } = readSshConfig(around);
  for (const note of notes) void answers.once(`note ${note}`, async () => options.note?.(note));
  const node = new SshConnection(target, await routesTo(target, settings, options, around), options);
  await node.open(options.timeoutSeconds);
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
  #route: Route;
  /** Where the node may be at several addresses. */
  readonly #find: (() => Promise<Found>) | undefined;
  #link: Link | undefined;
  #hostKey: Buffer | undefined;
  /** Settles when the first root shell has: others wait for it, so that a wrong password is tried once. */
  #firstShell: Promise<RootShell> | undefined;
  #reconnecting: Promise<void> | undefined;

  constructor(target: Target, routes: Routes, options: ConnectOptions) {
    this.node = target.node;
    this.#target = target;
    this.#route = routes[0];
    this.#find = routes.length > 1 ? finder(routes, options.signal) : undefined;
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
    await this.open(timeoutSeconds, { onlyHere: address !== undefined });
  }

  close(): void {
    this.#link?.close();
    this.#link = undefined;
  }

  /** Opens the link, again and again while that may help and `seconds` last. */
  async open(seconds: number, { onlyHere = false } = {}): Promise<void> {
    const { signal, note } = this.#options;
    const deadline = performance.now() + seconds * 1000;
    const find = onlyHere ? undefined : this.#find;
    // One that was here before is most likely here again.
    let found = this.#hostKey ? undefined : await find?.();
    while (this.#link === undefined) {
      const secondsLeft = (deadline - performance.now()) / 1000;
      this.#route = found?.route ?? this.#route;
      const failure = await this.#tryToOpen(secondsLeft, found?.socket);
      if (!failure) return;
      const pause = retryPause(failure, this.#hostKey !== undefined);
      const left = (deadline - performance.now()) / 1000;
      if (pause === undefined || left <= Math.max(pause, 0.1)) throw userErrorOf(failure, { node: this.node });
      note?.(`Waiting for ${failure.endpoint.label}: ${reasonOf(failure)}`);
      await sleep(pause * 1000, undefined, signal ? { signal } : {});
      found = await find?.();
    }
  }

  async #tryToOpen(secondsLeft: number, socket: Socket | undefined): Promise<ConnectFailure | undefined> {
    const { ask, signal, note: hear, keepaliveSeconds = defaultKeepaliveSeconds } = this.#options;
    signal?.throwIfAborted();
    try {
      const answers = answersOf(ask);
      const pinned = this.#hostKey;
      const note = ({ message }: Error) => hear?.(`The host key of ${this.node} is not written down: ${message}`);
      const options = { answers, socket, secondsLeft, keepaliveSeconds, pinned, signal, note };
      this.#link = await openLink(this.#route, options);
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
    const user = lastOf(this.#route).user;
    const known = sudoPassword ?? password;
    const question = { message: `Password of ${user} for sudo`, secret: true };
    return {
      node,
      user,
      sudoPassword: async () => known?.reveal() ?? (await answersOf(this.#options.ask).ask(question)),
    };
  }
}
