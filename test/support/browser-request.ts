import { type IncomingHttpHeaders, request } from 'node:http';

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The answer of a server. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Sends a request to a server on this computer with any headers, as a browser or an attacker would: `fetch` cannot set
 * Host.
 */
export function askPage(address: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request(address, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        // A stream of events does not end: its first event is enough.
        if (response.headers['content-type'] !== 'text/event-stream') return;
        if (!text.includes('\n\n')) return;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        asking.destroy();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
