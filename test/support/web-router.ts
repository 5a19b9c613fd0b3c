import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';

export interface Routed {
  readonly status: number | undefined;
  readonly body: string;
  /** The name in the certificate, with HTTPS. */
  readonly certified?: string;
}

/** Asks a node's web router for a page by its name, as a browser does when DNS leads the name to that node. */
export async function askRouter(
  node: string,
  name: string,
  { path = '/', secure = false }: { readonly path?: string; readonly secure?: boolean } = {},
): Promise<Routed> {
  const options = { host: node, path, headers: { host: name }, agent: false, timeout: 5000 } as const;
  const request = secure ? https.get({ ...options, servername: name, rejectUnauthorized: false }) : http.get(options);
  request.on('timeout', () => request.destroy(new Error(`${node} is silent`)));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const answer = { status: response.statusCode, body: await text(response) };
  if (!secure) return answer;
  return { ...answer, certified: [(response.socket as TLSSocket).getPeerCertificate().subject?.CN].flat().join() };
}
