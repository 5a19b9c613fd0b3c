import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectFailure } from './connect-failures.ts';
import { dial } from './dial.ts';
import type { Route } from './endpoint.ts';
import type { Routes } from './routes.ts';

/** Lets the earlier ways go first: the first one is the one to have. Rejects when the signal aborts it. */
export type HeadStart = (earlier: number, signal: AbortSignal) => Promise<unknown>;

const headStartMs = 200;
const oneByOne: HeadStart = (earlier, signal) => sleep(earlier * headStartMs, undefined, { signal });
const timeoutSeconds = 2.5;

/** A way to a node, with the connection to its first host where that is open already. */
export interface Found {
  readonly route: Route;
  readonly socket?: Socket;
}

/**
 * Finds which of several ways to one node takes TCP connections now, earlier ones preferred. While none does they come
 * in turn, the last first: the connection itself tells why not. Where something refuses, a machine is there: that tells
 * more than silence elsewhere. What leads through a jump host cannot be seen from here: such ways come in their order.
 */
export function finder(routes: Routes, signal?: AbortSignal, headStart = oneByOne): () => Promise<Found> {
  let silent = 0;
  return async () => {
    const tries = routes.map((route, index) => {
      const over = new AbortController();
      const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
      return { route, over, found: tryOut(route, async () => index > 0 && headStart(index, either), either) };
    });
    try {
      const found = await Promise.any(tries.map(({ found }) => found));
      // The tries that lose must end too: each would keep the process alive until its timeout.
      for (const { route, over } of tries) if (route !== found.route) over.abort();
      return found;
    } catch (error) {
      const { errors } = error as AggregateError;
      const refusing = routes.filter((_, index) => isRefusal(errors[index]));
      const some = refusing.length > 0 ? refusing : routes;
      const turn = silent++ % some.length;
      return { route: some.at(some.every(leadsThroughJump) ? turn : -1 - turn) ?? routes[0] };
    }
  };
}

async function tryOut(route: Route, turn: () => Promise<unknown>, signal: AbortSignal): Promise<Found> {
  const [endpoint] = route;
  if (leadsThroughJump(route)) throw new Error('a jump host would answer, whoever is behind it');
  await turn();
  return { route, socket: await dial(endpoint, timeoutSeconds, signal) };
}

function leadsThroughJump(route: Route): boolean {
  return route.length > 1;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ConnectFailure && error.kind === 'refused';
}
