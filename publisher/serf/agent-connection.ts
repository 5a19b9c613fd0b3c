import { connect as connectSocket, type Socket } from 'node:net';
import { decodeMultiStream } from '@msgpack/msgpack';
import type { PublisherConfig } from '../config.ts';
import { encode, type Value } from './msgpack.ts';

export interface AgentAddress {
  readonly host: string;
  readonly port: number;
  readonly authKey?: string | undefined;
}

export function agentAddress({ serfRpc, serfAuthKey }: PublisherConfig): AgentAddress {
  const colon = serfRpc.lastIndexOf(':');
  return { host: serfRpc.slice(0, colon), port: Number(serfRpc.slice(colon + 1)), authKey: serfAuthKey };
}

interface Request {
  readonly hasBody: boolean;
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
}

const patienceMs = 5000;

/** A connection to the RPC port of a Serf agent. After its first failure it cannot be used any more. */
export class AgentConnection {
  readonly #socket: Socket;
  readonly #requests = new Map<number, Request>();
  readonly #listeners = new Map<number, (body: unknown) => void>();
  #last = 0;
  /** Why the connection does not work any more. */
  #failure: Error | undefined;
  /** Resolves when the connection ends, with the reason. */
  readonly ended: Promise<Error>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.ended = this.#readAll();
  }

  static async open({ host, port, authKey }: AgentAddress): Promise<AgentConnection> {
    const connection = new AgentConnection(await socketTo(host, port));
    try {
      await connection.request('handshake', { Version: 1 });
      if (authKey !== undefined) await connection.request('auth', { AuthKey: authKey });
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /**
   * Sends a command. Rejects with the agent's error, or when the agent does not answer in time, which ends the
   * connection.
   */
  request(command: string, body?: Value, options: { hasBody?: boolean; patienceMs?: number } = {}): Promise<unknown> {
    return this.#send(++this.#last, command, body, options);
  }

  /** Asks for events, and gives each event to the listener until the connection ends. */
  async listen(types: string, listener: (body: unknown) => void): Promise<void> {
    const seq = ++this.#last;
    await this.#send(seq, 'stream', { Type: types }, {});
    this.#listeners.set(seq, listener);
  }

  close(): void {
    this.#fail(new Error('The connection to the Serf agent was closed.'));
  }

  #send(
    seq: number,
    command: string,
    body: Value | undefined,
    options: { hasBody?: boolean; patienceMs?: number },
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      const limit = setTimeout(() => {
        this.#fail(new Error(`The Serf agent does not answer "${command}".`));
      }, options.patienceMs ?? patienceMs);
      this.#requests.set(seq, {
        hasBody: options.hasBody ?? false,
        resolve: (answer) => {
          clearTimeout(limit);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(limit);
          reject(error);
        },
      });
      this.#socket.write(encode({ Command: command, Seq: seq }));
      if (body !== undefined) this.#socket.write(encode(body));
    });
  }

  async #readAll(): Promise<Error> {
    try {
      const objects = decodeMultiStream(this.#socket);
      for await (const header of objects) {
        const { Seq: seq, Error: error } = header as { readonly Seq: number; readonly Error: string };
        const request = this.#requests.get(seq);
        const listener = this.#listeners.get(seq);
        const body = error === '' && (request ? request.hasBody : listener) ? (await objects.next()).value : undefined;
        this.#requests.delete(seq);
        if (!request) listener?.(body);
        else if (error) request.reject(new Error(`The Serf agent says: ${error}`));
        else request.resolve(body);
      }
      this.#fail(new Error('The Serf agent has closed the connection.'));
    } catch (error) {
      this.#fail(error as Error);
    }
    return this.#failure as Error;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#socket.destroy();
    for (const request of this.#requests.values()) request.reject(this.#failure);
    this.#requests.clear();
  }
}

function socketTo(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, timeout: patienceMs });
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.setTimeout(0);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`The Serf agent at ${host}:${port} does not answer.`)));
  });
}
