import { connect, createServer, type Server } from 'node:net';

/** Starts a load balancer: connections go to the first of these addresses that accepts them. */
export async function startBalancer(host: string, port: number, targets: readonly string[]): Promise<Server> {
  const server = createServer((client) => {
    const attempt = ([target, ...others]: readonly string[]): void => {
      if (!target) return void client.destroy();
      const upstream = connect({ host: target, port, timeout: 1000 });
      const next = () => {
        upstream.destroy();
        attempt(others);
      };
      upstream.once('error', next).once('timeout', next);
      upstream.once('connect', () => {
        upstream.off('error', next).off('timeout', next).setTimeout(0);
        for (const [from, to] of [
          [client, upstream],
          [upstream, client],
        ] as const) {
          from.on('error', () => to.destroy()).on('close', () => to.destroy());
          from.pipe(to);
        }
      });
    };
    client.on('error', () => client.destroy());
    attempt(targets);
  });
  await new Promise<void>((listening, fail) => server.once('error', fail).listen(port, host, listening));
  return server;
}
