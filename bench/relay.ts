import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

interface Relay {
  readonly rttMs: number;
  /** The port on 127.0.0.1 where the relay listens. */
  readonly port: number;
  readonly to: { readonly host: string; readonly port: number };
}

/**
 * Starts a TCP relay that adds a round-trip time of `rttMs`: each direction is delayed by half of it, and a new
 * connection by all of it, as its handshake would be. Loss, bandwidth and TCP's windows are not modelled.
 */
export function startRelay({ rttMs, port, to }: Relay): Promise<Server> {
  const server = createServer({ noDelay: true }, (near) => {
    near.on('error', () => {});
    void sleep(rttMs).then(() => {
      const far = connect({ ...to, noDelay: true });
      // The side that closes first closes the other one.
      const carried = [carry(near, far, rttMs / 2), carry(far, near, rttMs / 2)];
      return Promise.allSettled(carried);
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });
}

function carry(from: Socket, to: Socket, delayMs: number): Promise<void> {
  return pipeline(from, delayed(delayMs), to);
}

// Each chunk is sent at the time of its arrival plus the delay, without waiting for the chunk before it.
function delayed(delayMs: number): Transform {
  let last = Promise.resolve();
  const later = (stream: Transform, chunk: Buffer | null) => {
    const due = sleep(delayMs);
    last = last.then(() => due).then(() => void stream.push(chunk));
    return last;
  };
  return new Transform({
    highWaterMark: 1 << 20,
    transform(chunk, _, done) {
      void later(this, chunk);
      done();
    },
    flush(done) {
      void last.then(() => done());
    },
  });
}
