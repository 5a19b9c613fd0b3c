import { UserError } from '../errors.ts';
import { certificateRefusal } from './certificate-refusals.ts';
import { PassingError } from './persist.ts';
import { AbsentError } from './source.ts';

export type Fetch = typeof globalThis.fetch;

const idleMilliseconds = 60_000;
/** Status codes after which trying again may help: time-outs, too many requests, a server in trouble. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Sends a request. It fails with a {@link PassingError}, also while its body is read: for example after 60 s without a
 * byte.
 */
export async function request(fetch: Fetch, url: string, headers: Readonly<Record<string, string>>) {
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(new Error('60 s without an answer')), idleMilliseconds).unref();
  try {
    const response = await fetch(url, {
      // With compression, Range and Content-Length would count compressed bytes.
      headers: { 'accept-encoding': 'identity', 'user-agent': 'microcloud', ...headers },
      signal: idle.signal,
    });
    if (!response.ok) await response.body?.cancel();
    if (passing.has(response.status)) throw new PassingError(`${url} answers ${response.status}`);
    return { response, body: bodyOf(response, url, timer) };
  } catch (error) {
    clearTimeout(timer);
    if ([PassingError, AbsentError, UserError].some((kind) => error instanceof kind)) throw error;
    const refusal = certificateRefusal(error);
    // Trying again does not help.
    if (refusal) throw new AbsentError(`${url} ${refusal.reason}`, { hints: [refusal.hint], cause: error });
    throw new PassingError(`${url} can't be reached (${reasonOf(error)})`, { cause: error });
  }
}

async function* bodyOf(response: Response, url: string, timer: NodeJS.Timeout): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw new PassingError(`${url} breaks off after ${bytes} bytes (${reasonOf(error)})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

// The message of fetch is only "fetch failed" or "terminated". The reason is in the error's cause.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
