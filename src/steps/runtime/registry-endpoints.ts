import type { Cluster } from '../../inventory/schema.ts';

type Registries = Cluster['registries'];

/** A server that has images, and how its certificate is checked. */
export interface Endpoint {
  readonly url: string;
  /** The file on the node that has the certificate of the server's authority. */
  readonly ca?: string;
  readonly isInsecure: boolean;
  /** Its URL has a path, at which its API begins: https://harbor.example.org/v2/cache */
  readonly hasPath: boolean;
}

/** A registry, and the mirrors that containerd asks before it. */
export interface Registry {
  readonly host: string;
  readonly mirrors: readonly Endpoint[];
}

/** Lists every registry that the inventory says something about. */
export function registriesOf(registries: Registries): readonly Registry[] {
  const { mirrors = {} } = registries;
  const endpoint = (url: string) => ({ url, hasPath: hasOwnPath(url), ...trustIn(new URL(url).host, registries) });
  const named = Object.entries(mirrors).map(([host, urls]) => ({ host, mirrors: urls.map(endpoint) }));
  const known = Object.keys(mirrors).map(sameHost);
  const others = hostsOf(registries).filter((host) => !known.includes(sameHost(host)));
  // Of several spellings of a host the first one counts.
  const trusted = new Map(others.toReversed().map((host) => [sameHost(host), host])).values().toArray();
  return [...named, ...trusted.toReversed().map((host) => ({ host, mirrors: [endpoint(`https://${host}`)] }))];
}

/** Lists the hosts whose certificates are not checked as usual. */
export function hostsOf({ ca = {}, insecure = [] }: Registries): readonly string[] {
  return [...new Set([...Object.keys(ca), ...insecure])];
}

/** Says how a host's certificate is checked. */
export function trustIn(host: string, { ca = {}, insecure = [] }: Registries): Omit<Endpoint, 'url' | 'hasPath'> {
  const isMeant = (key: string) => sameHost(key) === sameHost(host);
  const key = Object.keys(ca).find(isMeant);
  return { isInsecure: insecure.some(isMeant), ...(key === undefined ? {} : { ca: caFile(key) }) };
}

/** Writes a host in one way: Registry.home.arpa:443 is registry.home.arpa, as https has port 443. */
function sameHost(host: string): string {
  return host.toLowerCase().replace(/:443$/, '');
}

/** Cuts the host out of a URL as it is written: k3s compares it with the names of its settings, letter by letter. */
export function writtenHost(url: string): string {
  return url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
}

// containerd adds /v2 to a path, unless it is told to take the path as it is (override_path). k3s decides by this rule,
// too.
function hasOwnPath(url: string): boolean {
  const path = new URL(url).pathname.replace(/\/+$/, '');
  return path !== '' && !path.endsWith('/v2');
}

/** Names the file on a node that has the certificate for a registry. */
export function caFile(host: string): string {
  return `/etc/microcloud/registries/${host.replace(':', '_')}.pem`;
}
