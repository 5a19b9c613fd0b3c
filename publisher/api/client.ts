import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';

export interface ApiOptions {
  readonly urls: readonly string[];
  readonly caFile: string;
  readonly tokenFile: string;
}

/** Says that the API refused a request, and with which HTTP status. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const patienceMs = 15_000;
const bodyTypes = { GET: '', POST: 'application/json', PATCH: 'application/merge-patch+json' } as const;

/** A small Kubernetes client: it can do what the programs on nodes need, and no more. */
export class Api {
  readonly #options: ApiOptions;
  /** Counts failed addresses: the address in use is this number modulo the number of addresses. */
  #url = 0;
  #agent: { readonly ca: string; readonly agent: Agent } | undefined;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /**
   * Sends a request and returns its response. @throws ApiError when the API refuses; Error when nobody answers. After
   * an Error or a status of 500 and more the next call uses the next address
   */
  async call(path: string, call: Call = {}): Promise<IncomingMessage> {
    const url = this.#options.urls[this.#url % this.#options.urls.length] as string;
    try {
      const response = await this.#send(new URL(path, url), call);
      const status = response.statusCode ?? 0;
      if (status < 300) return response;
      throw new ApiError(status, `${new URL(url).host} answers ${status}: ${await reasonOf(response)}`);
    } catch (error) {
      // When this API server shuts down, or has lost its database, another one may work.
      if (!(error instanceof ApiError) || error.status >= 500) this.#url++;
      throw error;
    }
  }

  async json(path: string, call?: Call): Promise<unknown> {
    return JSON.parse(await textOf(await this.call(path, call)));
  }

  async #send(url: URL, { method = 'GET', body, signal }: Call): Promise<IncomingMessage> {
    const { caFile, tokenFile } = this.#options;
    // The certificate and the token may be replaced at any time.
    const [ca, token] = await Promise.all([readFile(caFile, 'utf8'), readFile(tokenFile, 'utf8')]);
    if (this.#agent?.ca !== ca) {
      this.#agent?.agent.destroy();
      this.#agent = { ca, agent: new Agent({ ca, keepAlive: true, maxSockets: 4 }) };
    }
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${token.trim()}`,
      'user-agent': 'microcloud-publisher',
      ...(body !== undefined && { 'content-type': bodyTypes[method] }),
    };
    const { agent } = this.#agent;
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, agent, ...(signal && { signal }) }, (response) => {
        clearTimeout(limit);
        resolve(response);
      });
      const limit = setTimeout(() => sent.destroy(new Error(`${url.host} does not answer.`)), patienceMs);
      // Without keep-alive a watch would wait for ever after the other machine has lost its power.
      sent.on('socket', (socket) => socket.setKeepAlive(true, 10_000));
      sent.on('error', (error) => {
        clearTimeout(limit);
        reject(error);
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function reasonOf(response: IncomingMessage): Promise<string> {
  const text = await textOf(response);
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text.slice(0, 200);
  }
}
