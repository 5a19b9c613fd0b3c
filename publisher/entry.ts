/** One row of Cloudy's list. */
export interface Entry {
  readonly type: string;
  readonly title: string;
  readonly port: number;
  readonly text: string;
}

/** The cluster and the node that an entry names. */
export interface Place {
  readonly cluster: string;
  readonly node: string;
  readonly address: string;
}

/** Writes an entry as avahi-ps does. With other spaces or another order of keys its searches would not find it. */
export function entryText({ type, title, port, text }: Entry, { cluster, node, address }: Place): string {
  const fields = { s: type, d: title, m: `${node}.guifi.local`, i: address, p: String(port), e: cluster, t: text };
  return JSON.stringify(fields);
}

/** Returns the entry's port if a publisher of this cluster made it, or if its type is one that only publishers use. */
export function ownPort(text: string, cluster: string): number | undefined {
  const { s, p, e }: Record<string, unknown> = { ...JSON.parse(text) };
  return e === cluster || s === 'kubernetes' ? portOf(p) : undefined;
}

/** Returns the entry's port if it is an entry of this cluster with the address of that other node. */
export function portAt(text: string, cluster: string, address: string): number | undefined {
  const { p, e, i }: Record<string, unknown> = { ...JSON.parse(text) };
  return e === cluster && i === address ? portOf(p) : undefined;
}

/** Reads a port as publishers write it. undefined for any other text: another program wrote that. */
function portOf(p: unknown): number | undefined {
  const port = typeof p === 'string' && /^\d{1,5}$/.test(p) ? Number(p) : 0;
  return port > 0 && port < 65536 ? port : undefined;
}
