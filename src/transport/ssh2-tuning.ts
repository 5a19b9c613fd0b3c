// This makes ssh2 faster. Everything also works without it.

import type { Socket } from 'node:net';

/**
 * Gathers all writes of one turn of the event loop into one TCP packet. ssh2 writes each of its packets in three
 * pieces, and `dial` has switched off Nagle's algorithm, which would gather them.
 */
export function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let isGathering = false;
  socket.write = (...args: unknown[]) => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(() => {
        isGathering = false;
        socket.uncork();
      });
    }
    return write(...args);
  };
}
