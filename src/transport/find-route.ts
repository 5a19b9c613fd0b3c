import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectFailure } from './connect-failures.ts';
import { dial } from './dial.ts';
import type { Routes } from './routes.ts';
import type { Route } from './way.ts';

/**
 * Pauses before a later way is tried, as the first way is preferred. `earlier` counts the ways before it. Rejects when
 * the signal aborts the pause.
 */
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
 * Makes a function that finds a way on which the node takes TCP connections now; earlier ways are preferred. While
 * there is none, it returns the ways in turn, the last one first, so that connecting shows what is wrong. Ways on which
 * a machine refuses are preferred to silent ones, because a machine is there. A way through a jump host cannot be tried
 * from here: such ways are returned in order.
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
      // End the other tries: each would keep the process alive until its timeout.
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
  if (leadsThroughJump(route)) throw new Error('a jump host or a command would answer, even if the node does not');
  await turn();
  return { route, socket: await dial(endpoint, timeoutSeconds, signal) };
}

function leadsThroughJump(route: Route): boolean {
  return route.length > 1 || route[0].proxyCommand !== undefined;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ConnectFailure && error.kind === 'refused';
}
