import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../errors.ts';
import { type PageFile, sendCookie, sendFile, sendJson, sendRefusal } from './answers-to-browser.ts';
import { createDoor, type Door, loopback } from './door.ts';
import type { EventStream } from './event-stream.ts';

/** What the page can ask for. The server itself does not know what the values mean. */
export interface PageContent {
  /** By path: "" is the page itself. */
  readonly files: ReadonlyMap<string, PageFile>;
  /**
   * What is looked up, by the path below "api/". Rejects with a UserError where the user can do something about the
   * failure.
   */
  readonly looks: Readonly<Record<string, (query: URLSearchParams) => Promise<unknown>>>;
  /** What is started or answered, by the path below "api/", with what the page sends. */
  readonly acts: Readonly<Record<string, (sent: unknown) => unknown>>;
  readonly stream: EventStream;
}

export interface PageServer {
  /** The address to open. It works once. */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Most characters of a request's body: the page only sends names and answers. */
const longestBody = 10_000;

/**
 * Serves the page on this computer only. Port 0 means any free port.
 * @throws UserError where the port is taken
 */
export async function servePage(content: PageContent, port: number): Promise<PageServer> {
  let door: Door | undefined;
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    if (door) void answer(door, content, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'it is taken' : (cause.code ?? cause.message);
      const hints = ['microcloud ui, which takes a port that is free'];
      reject(new UserError(`Port ${port} cannot be used: ${why}.`, { hints, exitCode: 2, cause }));
    });
    server.listen(port, loopback, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  door = createDoor(taken);
  return {
    address: door.address,
    port: taken,
    async close() {
      content.stream.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  door: Door,
  content: PageContent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const verdict = door.judge(request);
  if (verdict.kind === 'refuse') return sendRefusal(response, verdict.status, verdict.sentence);
  if (verdict.kind === 'enter') return sendCookie(response, verdict.cookie);
  const { path } = verdict;
  const { method = 'GET' } = request;
  const name = path.startsWith('api/') ? path.slice('api/'.length) : undefined;
  const file = content.files.get(path);
  if (method === 'GET' && file) return sendFile(response, file);
  if (method === 'GET' && name === 'events') return content.stream.join(response);
  const look = method === 'GET' && name !== undefined && own(content.looks, name);
  const act = method === 'POST' && name !== undefined && own(content.acts, name);
  if (!look && !act) return sendRefusal(response, 404, 'There is nothing here.');
  try {
    const result = look
      ? await look(new URL(request.url ?? '', 'http://page').searchParams)
      : act && (await act(await bodyOf(request)));
    sendJson(response, 200, result ?? {});
  } catch (error) {
    const { message, hints } = asAnswer(error);
    sendJson(response, error instanceof UserError ? 422 : 500, { message, hints });
  }
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function asAnswer(error: unknown): Pick<UserError, 'message' | 'hints'> {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return { message, hints: ['This is a bug in microcloud: please report it.'] };
}

/** Reads the body of a request. Throws a UserError where it is no JSON, or too long. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type'] !== 'application/json') throw new UserError('The page must send JSON.');
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestBody) throw new UserError('This is longer than what the page sends.');
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError('This is no JSON.', { cause });
  }
}
