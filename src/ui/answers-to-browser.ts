import type { ServerResponse } from 'node:http';
import { visibleJson } from '../visible-text.ts';

/** The page loads its own files, asks its own server, and nothing else. Nothing inline runs, nobody frames it. */
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

/** What every answer says. Nothing stays in the browser: what the page shows is about machines that somebody can enter. */
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

/** Answers with a value. What nodes say is cleaned of what moves a cursor or turns the order of letters. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' }).end(visibleJson(value));
}

export function sendRefusal(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

/**
 * Gives the cookie, and then the page. Not by a redirect: that would go on with a request that another page or a file
 * began, and with such a request browsers send no cookie that is SameSite=Strict.
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
