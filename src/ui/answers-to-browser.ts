import type { ServerResponse } from 'node:http';
import { visibleJson } from '../visible-text.ts';

/** Lets the page load its own files and ask its own server, and nothing else. No inline scripts, no frames. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer. The browser must store nothing: the page shows how to reach machines. */
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': policy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** A file of the page. */
export interface PageFile {
  /** "text/html; charset=utf-8" */
  readonly type: string;
  readonly content: Uint8Array | string;
}

export function sendFile(response: ServerResponse, { type, content }: PageFile): void {
  response.writeHead(200, { ...headers, 'Content-Type': type }).end(content);
}

/** Answers with a value as JSON, without control characters and bidi signs that a node may have sent. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' }).end(visibleJson(value));
}

export function sendRefusal(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

/**
 * Sets the cookie with a small page that loads the real one. A redirect would not do: it continues a request that
 * another page or a file began, and browsers send no SameSite=Strict cookie with such a request.
 */
export function sendCookie(response: ServerResponse, cookie: string): void {
  const content =
    '<!doctype html><meta charset="utf-8"><link rel="icon" href="icon.svg"><meta http-equiv="refresh" content="0; url=./"><title>microcloud</title>';
  response
    .writeHead(200, { ...headers, 'Set-Cookie': cookie, 'Content-Type': 'text/html; charset=utf-8' })
    .end(content);
}

/** Begins a stream of server-sent events. */
export function startStream(response: ServerResponse): void {
  response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
  response.flushHeaders();
}
