import type { Cluster } from '../../inventory/schema.ts';

type Registries = Cluster['registries'];

/** A server that has images, and how its certificate is checked. */
export interface Endpoint {
  readonly url: string;
  /** The file on the node that has the certificate of the server's authority. */
  readonly ca?: string;
  readonly isInsecure: boolean;
}

/** A registry, and the mirrors that containerd asks before it. */
export interface Registry {
  readonly host: string;
  readonly mirrors: readonly Endpoint[];
}

/** Lists every registry that the inventory says something about. */
export function registriesOf(registries: Registries): readonly Registry[] {
  const { mirrors = {} } = registries;
  const endpoint = (url: string) => ({ url, ...trustIn(new URL(url).host, registries) });
  const named = Object.entries(mirrors).map(([host, urls]) => ({ host, mirrors: urls.map(endpoint) }));
  const trusted = hostsOf(registries).filter((host) => !(host in mirrors));
  return [...named, ...trusted.map((host) => ({ host, mirrors: [endpoint(`https://${host}`)] }))];
}

/** Lists the hosts whose certificates are not checked as usual. */
export function hostsOf({ ca = {}, insecure = [] }: Registries): readonly string[] {
  return [...new Set([...Object.keys(ca), ...insecure])];
}

/** Says how a host's certificate is checked. */
export function trustIn(host: string, { ca = {}, insecure = [] }: Registries): Omit<Endpoint, 'url'> {
  return { isInsecure: insecure.includes(host), ...(host in ca ? { ca: caFile(host) } : {}) };
}

/** Names the file on a node that has the certificate for a registry. */
export function caFile(host: string): string {
  return `/etc/microcloud/registries/${host.replace(':', '_')}.pem`;
}
