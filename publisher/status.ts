/** What the publisher's status file holds; see README.md. Times are ISO 8601 in UTC. */
export interface Status {
  readonly version: 1;
  readonly cluster: string;
  readonly node: string;
  readonly address: string;
  /** When this process started, and when this was written. */
  readonly started: string;
  readonly updated: string;
  readonly agent: PartStatus & { readonly name?: string };
  readonly api: PartStatus;
  /** What `health` names: whether this node's NodePorts answer. */
  readonly health: PartStatus;
  /** The nodes whose publishers share the Services, this one included; with `spread: false` this one alone. */
  readonly publishers: readonly string[];
  /** This node's tag: bytes used, bytes there are, and how many entries in it are not ours. */
  readonly tag?: { readonly bytes: number; readonly limit: number; readonly foreign: number };
  readonly services: readonly ServiceStatus[];
}

/** Something that the publisher depends on. */
export interface PartStatus {
  readonly state: 'ok' | 'down' | 'unknown';
  readonly since: string;
  /** Why it is down, for people. */
  readonly reason?: string;
}

/** One port of one Service. */
export interface ServiceStatus {
  readonly namespace: string;
  readonly name: string;
  /** The port that answers on nodes; 0 where there is none. */
  readonly port: number;
  /** What Cloudy's list calls it. */
  readonly title: string;
  readonly since: string;
  /**
   * `pending`: will be published in a moment. `refused`: it should be, but cannot: the tags are full, or its port is
   * taken. `hidden`: somebody does not want it: an annotation, or the selection of namespaces.
   */
  readonly state: 'published' | 'pending' | 'refused' | 'hidden';
  /** The node that publishes it, and the address there: only of what is published. */
  readonly node?: string;
  readonly address?: string;
  /** Why it is not published, for people. */
  readonly reason?: string;
}
