import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves these files by their names, to this machine only. */
export async function serveFiles(
  files: ReadonlyMap<string, string>,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = createServer(({ url = '' }, response) => {
    const file = files.get(url.slice(1));
    if (file === undefined) response.writeHead(404).end();
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
