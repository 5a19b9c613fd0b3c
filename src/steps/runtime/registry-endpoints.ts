import type { Cluster } from '../../inventory/schema.ts';

type Registries = Cluster['registries'];

/** Where one asks for an image, and what its certificate is checked with. */
export interface Endpoint {
  readonly url: string;
  /** File on the node with the certificate that signed its own. */
  readonly ca?: string;
  readonly isInsecure: boolean;
}

/** A registry, and where its images are asked for before itself. */
export interface Registry {
  readonly host: string;
  readonly mirrors: readonly Endpoint[];
}

/** Every registry that the inventory says something about. */
export function registriesOf(registries: Registries): readonly Registry[] {
  const { mirrors = {} } = registries;
  const endpoint = (url: string) => ({ url, ...trustIn(new URL(url).host, registries) });
  const named = Object.entries(mirrors).map(([host, urls]) => ({ host, mirrors: urls.map(endpoint) }));
  const trusted = hostsOf(registries).filter((host) => !(host in mirrors));
  return [...named, ...trusted.map((host) => ({ host, mirrors: [endpoint(`https://${host}`)] }))];
}

/** Hosts whose certificates are not checked as usual. */
export function hostsOf({ ca = {}, insecure = [] }: Registries): readonly string[] {
  return [...new Set([...Object.keys(ca), ...insecure])];
}

/** How a host's certificate is checked. */
export function trustIn(host: string, { ca = {}, insecure = [] }: Registries): Omit<Endpoint, 'url'> {
  return { isInsecure: insecure.includes(host), ...(host in ca ? { ca: caFile(host) } : {}) };
}

/** Where the certificate for a registry lies on a node. */
export function caFile(host: string): string {
  return `/etc/microcloud/registries/${host.replace(':', '_')}.pem`;
}
