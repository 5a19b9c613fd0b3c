// What makes ssh2 faster than it is by itself. Everything works without it.

import type { Socket } from 'node:net';

/**
 * Lets what is written in one turn leave in one packet. ssh2 writes each of its packets in three pieces, and `dial` has
 * switched off Nagle's algorithm, which would gather them.
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
