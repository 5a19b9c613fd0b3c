import { type IncomingHttpHeaders, request } from 'node:http';

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a server has answered. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks a server on this computer as a browser does, or as somebody does who says to be one: `fetch` sets no Host. */
export function askPage(address: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request(address, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        // A stream of events has no end: its first event is enough.
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
