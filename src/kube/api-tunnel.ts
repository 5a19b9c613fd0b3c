import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A port of this computer that leads to the API of a cluster. */
export interface Tunnel {
  readonly port: number;
  close(): void;
}

/**
 * Opens a port on 127.0.0.1. Each connection to it gets a stream of its own. Other users of this computer can connect
 * to the port, but find only what the network offers as well: an API that asks for a certificate. `failed` gets the
 * reason when a stream does not open.
 */
export async function openTunnel(open: () => Promise<Duplex>, failed: (error: Error) => void): Promise<Tunnel> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    // An error on one side ends the other side. The client of the API reports what that means.
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    open().then(
      (stream) => {
        stream.on('error', () => {}).once('close', () => socket.destroy());
        socket.once('close', () => stream.destroy());
        socket.pipe(stream).pipe(socket);
      },
      (error: Error) => {
        failed(error);
        socket.destroy();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
