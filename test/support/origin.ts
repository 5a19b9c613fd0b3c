import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A real web server on this machine that serves `<host>/<path>` as the internet serves `https://<host>/<path>`. */
export interface Origin {
  /** Its address, as a mirror. */
  readonly url: string;
  /** Its files: `<host>/<path>` to bytes. */
  readonly files: Map<string, Buffer>;
  /** Requests so far, "200 dl.k8s.io/x" or "206 dl.k8s.io/x bytes=5-". */
  readonly log: string[];
  /** Fetch for which this server is the whole internet. */
  readonly fetch: typeof globalThis.fetch;
  /**
   * For each number sends only so many bytes of one request, then nothing until {@link cut}. After 0 the link is cut at
   * once.
   */
  stopAfter(path: string, ...bytes: number[]): void;
  /** Cuts the links that have stopped sending. */
  cut(): void;
  /** Answers with these statuses instead, one for each request. */
  answer(path: string, ...statuses: number[]): void;
}

interface Traits {
  /** Hosts that answer only with a token. */
  readonly guarded?: readonly string[];
  /** Ignores Range, as some servers do. */
  readonly deaf?: boolean;
}

export async function startOrigin(t: TestContext, files: Iterable<[string, Buffer]> = [], traits: Traits = {}) {
  const stops = new Map<string, number[]>();
  const silent = new Set<ServerResponse>();
  const answers = new Map<string, number[]>();
  const held = new Map(files);
  const log: string[] = [];

  function serve(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://origin');
    const path = decodeURIComponent(url.pathname.slice(1));
    const { range = '', authorization } = request.headers;
    const reply = (status: number, body: Buffer | string = '', headers: Record<string, string> = {}) => {
      log.push(`${status} ${path} ${range}`.trim());
      response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers });
      const stop = status < 300 ? stops.get(path)?.shift() : undefined;
      if (stop === undefined) return response.end(body);
      response.flushHeaders();
      if (stop === 0) return response.destroy();
      response.write(Buffer.from(body).subarray(0, stop));
      silent.add(response);
    };
    const [host = ''] = path.split('/');
    if (path === `${host}/token`) return reply(200, JSON.stringify({ token: `for ${url.searchParams.get('scope')}` }));
    const repository = /^[^/]+\/v2\/(.*)\/(manifests|blobs)\//.exec(path)?.[1];
    if (traits.guarded?.includes(host) && authorization !== `Bearer for repository:${repository}:pull`) {
      const challenge = `Bearer realm="https://${host}/token",service="${host}",scope="repository:${repository}:pull"`;
      return reply(401, 'no', { 'www-authenticate': challenge });
    }
    const status = answers.get(path)?.shift();
    if (status) return reply(status);
    const bytes = held.get(path);
    if (!bytes) return reply(404);
    const from = traits.deaf ? 0 : Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0);
    if (from === 0) return reply(200, bytes);
    if (from >= bytes.length) return reply(416, '', { 'content-range': `bytes */${bytes.length}` });
    reply(206, bytes.subarray(from), { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
  }

  const server = createServer(serve);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin: Origin = {
    url,
    files: held,
    log,
    fetch: (input, init) => globalThis.fetch(String(input).replace(/^https:\/\//, `${url}/`), init),
    stopAfter: (path, ...bytes) => void stops.set(path, bytes),
    cut: () => silent.forEach((response) => void response.destroy()),
    answer: (path, ...statuses) => void answers.set(path, statuses),
  };
  return origin;
}
