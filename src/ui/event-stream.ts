import type { ServerResponse } from 'node:http';
import { visibleJson } from '../visible-text.ts';
import { startStream } from './answers-to-browser.ts';

/** Sends server-sent events to all open windows of the page. */
export interface EventStream {
  /** Sends a value to all windows. */
  tell(kind: string, value: unknown): void;
  /** Adds a window, and sends it the present state first. */
  join(response: ServerResponse): void;
  close(): void;
}

/**
 * Bytes that may wait for a window that does not read. Above this its connection is closed, and the browser opens a new
 * one.
 */
const mostWaiting = 1_000_000;

/** Makes a stream. `now` returns the first events of a new window, by kind. */
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
