import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { UserError } from '../errors.ts';
import { answersOf } from './ask-once.ts';
import { openChannel } from './channel.ts';
import { ConnectFailure, reasonOf, retryPause, userErrorOf } from './connect-failures.ts';
import { LinkLostError } from './connection.ts';
import type { Route } from './endpoint.ts';
import { type Found, finder } from './find-route.ts';
import { type Link, openLink } from './link.ts';
import type { ConnectOptions } from './options.ts';
import { lastOf, moved, type Routes } from './routes.ts';

const defaultKeepaliveSeconds = 5;

/** The way to a node, which is opened again after a reboot, a lost link or a move: to the same host key. */
export class NodeLink {
  /** Number of exec channels opened so far. */
  execs = 0;
  readonly #node: string;
  readonly #options: ConnectOptions;
  #route: Route;
  /** Where the node may be at several addresses. */
  readonly #find: (() => Promise<Found>) | undefined;
  #link: Link | undefined;
  #hostKey: Buffer | undefined;

  constructor(node: string, routes: Routes, options: ConnectOptions) {
    this.#node = node;
    this.#route = routes[0];
    this.#find = routes.length > 1 ? finder(routes, options.signal) : undefined;
    this.#options = options;
    options.signal?.addEventListener('abort', () => this.close(), { once: true });
  }

  /** The user that is logged in on the node. */
  get user(): string {
    return lastOf(this.#route).user;
  }

  /** Opens the link, again and again while that may help and `seconds` last. Throws a UserError. */
  async open(seconds: number, { onlyHere = false } = {}): Promise<void> {
    const { signal, note } = this.#options;
    const deadline = performance.now() + seconds * 1000;
    const find = onlyHere ? undefined : this.#find;
    // A node that was at this address before is most likely there again.
    let found = this.#hostKey ? undefined : await find?.();
    while (this.#link === undefined) {
      const secondsLeft = (deadline - performance.now()) / 1000;
      this.#route = found?.route ?? this.#route;
      const failure = await this.#tryToOpen(secondsLeft, found?.socket);
      if (!failure) return;
      const pause = retryPause(failure, this.#hostKey !== undefined);
      const left = (deadline - performance.now()) / 1000;
      if (pause === undefined || left <= Math.max(pause, 0.1)) throw userErrorOf(failure, { node: this.#node });
      note?.(`Waiting for ${failure.endpoint.label}: ${reasonOf(failure)}`);
      await sleep(pause * 1000, undefined, signal ? { signal } : {});
      found = await find?.();
    }
  }

  /** Closes the link and opens it again; `address` is where the node has moved to. Throws a UserError. */
  async reopen(seconds: number, address?: string): Promise<void> {
    this.close();
    if (address) this.#route = moved(this.#route, this.#node, address);
    await this.open(seconds, { onlyHere: address !== undefined });
  }

  /** Starts a command. Throws a LinkLostError, or a UserError where the node refuses another session. */
  async exec(command: string): Promise<ClientChannel> {
    const link = this.#link;
    try {
      if (!link) throw new Error('closed');
      this.execs += 1;
      return await openChannel(link.client, command);
    } catch (cause) {
      const { message } = cause as Error;
      if (/^\(SSH\) Channel open failure: ./.test(message))
        throw new UserError(`${this.#node} refuses another session (MaxSessions of its sshd): ${message}`, { cause });
      throw new LinkLostError(`The connection to ${this.#node} is lost.`, { cause });
    }
  }

  close(): void {
    this.#link?.close();
    this.#link = undefined;
  }

  async #tryToOpen(secondsLeft: number, socket: Socket | undefined): Promise<ConnectFailure | undefined> {
    const { ask, signal, note: hear, keepaliveSeconds = defaultKeepaliveSeconds } = this.#options;
    signal?.throwIfAborted();
    try {
      const answers = answersOf(ask);
      const pinned = this.#hostKey;
      const note = ({ message }: Error) => hear?.(`The host key of ${this.#node} is not written down: ${message}`);
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
}
