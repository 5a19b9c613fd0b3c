import type { ServerResponse } from 'node:http';
import { visibleJson } from '../visible-text.ts';
import { startStream } from './answers-to-browser.ts';

/** What all open windows of the page hear at once, as server-sent events. */
export interface EventStream {
  /** Sends a value to all windows. */
  tell(kind: string, value: unknown): void;
  /** Takes a window in, which first hears how things are now. */
  join(response: ServerResponse): void;
  close(): void;
}

/** A window that reads nothing for so long that this much waits for it is let go; it comes again by itself. */
const mostWaiting = 1_000_000;

/** Makes a stream. `now` gives what a window must hear first, by kind. */
export function createEventStream(now: () => Readonly<Record<string, unknown>>): EventStream {
  const windows = new Set<ServerResponse>();
  const send = (response: ServerResponse, kind: string, value: unknown) => {
    if (response.writableLength > mostWaiting) response.destroy();
    else response.write(`event: ${kind}\ndata: ${visibleJson(value)}\n\n`);
  };
  return {
    tell(kind, value) {
      for (const response of windows) send(response, kind, value);
    },
    join(response) {
      startStream(response);
      windows.add(response);
      response.once('close', () => windows.delete(response));
      for (const [kind, value] of Object.entries(now())) send(response, kind, value);
    },
    close() {
      for (const response of windows) response.end();
    },
  };
}
