import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { answersOf } from './ask-once.ts';
import { type Exec, openChannel } from './channel.ts';
import { ConnectFailure, reasonOf, retryPause, userErrorOf } from './connect-failures.ts';
import { LinkLostError } from './connection.ts';

import { type Found, finder } from './find-route.ts';
import { type Link, openLink } from './link.ts';
import { openLoopbackStream } from './loopback-stream.ts';
import type { ConnectOptions } from './options.ts';
import { lastOf, moved, type Routes } from './routes.ts';
import { isSessionRefused, Sessions } from './sessions.ts';
import { keepaliveSeconds as defaultKeepaliveSeconds, handshakeSeconds } from './time-outs.ts';
import type { Route } from './way.ts';

/**
 * The connection to a node. It can be opened again after a reboot, a lost link or a change of the address, if the node
 * shows the same host key.
 */
export class NodeLink {
  /** Number of exec channels opened so far. */
  execs = 0;
  readonly #node: string;
  readonly #options: ConnectOptions;
  #route: Route;
  /** Set where the node may be at several addresses. */
  readonly #find: (() => Promise<Found>) | undefined;
  #link: Link | undefined;
  #hostKey: Buffer | undefined;
  #sessions: Sessions;

  constructor(node: string, routes: Routes, options: ConnectOptions) {
    this.#node = node;
    this.#route = routes[0];
    this.#find = routes.length > 1 ? finder(routes, options.signal) : undefined;
    this.#options = options;
    this.#sessions = this.#newSessions();
    options.signal?.addEventListener('abort', () => this.close(), { once: true });
  }

  /** The user that is logged in on the node. */
  get user(): string {
    return lastOf(this.#route).user;
  }

  /** Opens the link. Tries again for up to `seconds`, while that may help. Throws a UserError. */
  async open(seconds: number, { onlyHere = false } = {}): Promise<void> {
    const { signal, note } = this.#options;
    const deadline = performance.now() + seconds * 1000;
    const find = onlyHere ? undefined : this.#find;
    // After a reconnect the node is most likely at the same address again: do not search first.
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

  /** Closes the link and opens it again; `address` is the node's new address. Throws a UserError. */
  async reopen(seconds: number, address?: string): Promise<void> {
    this.close();
    if (address) this.#route = moved(this.#route, this.#node, address);
    await this.open(seconds, { onlyHere: address !== undefined });
  }

  /**
   * Starts a command, as soon as the node allows another session. Throws a LinkLostError, or a UserError where the node
   * allows none.
   */
  async exec(command: string): Promise<Exec> {
    const link = this.#link;
    const sessions = this.#sessions;
    try {
      if (!link) throw new Error('closed');
      this.execs += 1;
      return await sessions.start(() => openChannel(link.client, command));
    } catch (cause) {
      const { message } = cause as Error;
      if (isSessionRefused(cause))
        throw new UserError(`${this.#node} allows no session: ${message}.`, {
          cause,
          id: 'ssh.shell',
          hints: [`In /etc/ssh/sshd_config of ${this.#node} set MaxSessions 10, then: systemctl reload ssh`],
        });
      throw new LinkLostError(`The connection to ${this.#node} is lost.`, { cause });
    }
  }

  /**
   * Opens a stream to a port on 127.0.0.1 of the node. Throws a LinkLostError, or a UserError where another try cannot
   * help.
   */
  async forward(port: number): Promise<Duplex> {
    if (!this.#link) throw new LinkLostError(`The connection to ${this.#node} is lost.`);
    return openLoopbackStream(this.#link.client, this.#node, port);
  }

  close(): void {
    this.#link?.close();
    this.#link = undefined;
  }

  #newSessions(): Sessions {
    return new Sessions(() =>
      this.#options.note?.('allows few SSH sessions at a time (MaxSessions): work on it takes turns'),
    );
  }

  async #tryToOpen(secondsLeft: number, socket: Socket | undefined): Promise<ConnectFailure | undefined> {
    const { ask, signal, note: hear, keepaliveSeconds = defaultKeepaliveSeconds } = this.#options;
    signal?.throwIfAborted();
    try {
      const answers = answersOf(ask);
      const pinned = this.#hostKey;
      const note = (text: string) => hear?.(text);
      // On a reconnect the caller's time limit counts: a node that gets a new address takes the old one back if nobody
      // comes in time.
      const patienceSeconds = pinned ? Math.min(handshakeSeconds, Math.max(secondsLeft, 20)) : handshakeSeconds;
      const options = { answers, socket, secondsLeft, patienceSeconds, keepaliveSeconds, pinned, signal, note };
      this.#link = await openLink(this.#route, options);
      this.#hostKey = this.#link.hostKey;
      this.#sessions = this.#newSessions();
      return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ConnectFailure) return error;
      throw error;
    }
  }
}
