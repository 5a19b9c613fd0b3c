/** The content of the publisher's status file; see README.md. Times are ISO 8601 in UTC. */
export interface Status {
  readonly version: 1;
  readonly cluster: string;
  readonly node: string;
  readonly address: string;
  /** When this process started, and when it wrote this file. */
  readonly started: string;
  readonly updated: string;
  readonly agent: PartStatus & { readonly name?: string };
  readonly api: PartStatus;
  /** Whether this node answers on its NodePorts, as far as the addresses under `health` know. */
  readonly health: PartStatus;
  /** The nodes whose publishers share the Services, with this one. With `spread: false` it is this one alone. */
  readonly publishers: readonly string[];
  /** This node's tag: its bytes, its limit in bytes, and the number of entries that other programs wrote. */
  readonly tag?: { readonly bytes: number; readonly limit: number; readonly foreign: number };
  readonly services: readonly ServiceStatus[];
  /** Other clusters in the same Cloudy, as they describe themselves. One may have the name of this cluster. */
  readonly elsewhere?: readonly OtherCluster[];
}

/** A cluster of somebody else, and how many of its Services Cloudy lists. */
export interface OtherCluster {
  readonly name: string;
  readonly services: number;
}

/** Something that the publisher depends on. */
export interface PartStatus {
  readonly state: 'ok' | 'down' | 'unknown';
  readonly since: string;
  /** Why this part is down, in words for people. */
  readonly reason?: string;
}

/** One port of one Service. */
export interface ServiceStatus {
  readonly namespace: string;
  readonly name: string;
  /** The port that nodes answer on; 0 when there is none. */
  readonly port: number;
  /** Its name in Cloudy's list. */
  readonly title: string;
  readonly since: string;
  /**
   * `pending`: it will be published in a moment. `refused`: it should be published, but the tags are full, or another
   * Service has its port. `hidden`: an annotation or the selection of namespaces says that it shall not be published.
   */
  readonly state: 'published' | 'pending' | 'refused' | 'hidden';
  /** The node that publishes it, and that node's address. Only what is published has them. */
  readonly node?: string;
  readonly address?: string;
  /** Why it is not published, in words for people. */
  readonly reason?: string;
}
