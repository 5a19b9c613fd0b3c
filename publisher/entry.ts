/** What Cloudy shows of a service: one row of its list. */
export interface Entry {
  readonly type: string;
  readonly title: string;
  readonly port: number;
  readonly text: string;
}

/** Where a publisher publishes. */
export interface Place {
  readonly cluster: string;
  readonly node: string;
  readonly address: string;
}

/** As avahi-ps writes it: its keys in this order and no spaces, or its searches do not find it. */
export function entryText({ type, title, port, text }: Entry, { cluster, node, address }: Place): string {
  const fields = { s: type, d: title, m: `${node}.guifi.local`, i: address, p: String(port), e: cluster, t: text };
  return JSON.stringify(fields);
}

/** The port of an entry that a publisher of this cluster made, or of one that only a publisher makes. */
export function ownPort(text: string, cluster: string): number | undefined {
  const { s, p, e }: Record<string, unknown> = { ...JSON.parse(text) };
  return e === cluster || s === 'kubernetes' ? Number(p) : undefined;
}
