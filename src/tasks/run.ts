import type { Store } from '../artifacts/store.ts';
import type { Clock } from '../engine/clock.ts';
import type { Emit } from '../engine/events.ts';
import type { Scope } from '../engine/model.ts';
import type { SecretResolver } from '../inventory/resolve-secrets.ts';
import type { Inventory, Node } from '../inventory/schema.ts';
import type { Connection } from '../transport/connection.ts';
import type { Limit } from '../transport/limit.ts';

/** What a verb works with: the inventory, the nodes it is about, and everything that reaches out of the process. */
export interface Run {
  readonly inventory: Inventory;
  readonly nodes: readonly Node[];
  /** The nodes that leave the cluster. */
  readonly leaving?: Scope['leaving'];
  /** The copy from which the cluster is made. */
  readonly restoring?: Scope['restoring'];
  /** The leader, where it is known before the nodes are asked. */
  readonly leader?: Node;
  /** Opens a connection, or rejects with a UserError that names the node. */
  readonly connect: (node: Node) => Promise<Connection>;
  /** Finds a secret that the inventory refers to. */
  readonly resolve: SecretResolver;
  readonly store: Store;
  /** A few uploads at a time, over all nodes. */
  readonly uploads: Limit;
  readonly emit: Emit;
  /** The clock by which waits end. */
  readonly clock: Clock;
  /** Who runs this, for the nodes' locks: 'ana@laptop'. */
  readonly holder: string;
}
