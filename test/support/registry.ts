import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { TestContext } from 'node:test';

/** Starts a registry that has one image under any name, from a mirror on disk. It records what it was asked for. */
export async function startRegistry(t: TestContext, image: string): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '/', method }, response) => {
    const { pathname } = new URL(url, 'http://registry');
    asked.push(pathname);
    const kind = pathname.includes('/blobs/') ? 'blobs' : 'manifests';
    const file = join(image, kind, basename(pathname));
    if (pathname === '/v2/' || !existsSync(file)) return response.writeHead(pathname === '/v2/' ? 200 : 404).end();
    const bytes = readFileSync(file);
    const type = kind === 'manifests' ? JSON.parse(String(bytes)).mediaType : 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-length': bytes.length });
    response.end(method === 'HEAD' ? undefined : bytes);
  });
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}
