import type { InventoryFile } from '../schema.ts';
import type { Host } from './hosts.ts';
import type { Understood } from './variables.ts';

export type NewNode = InventoryFile['nodes'][number];

/** A host and what it becomes. */
export interface Imported extends Understood {
  readonly host: Host;
  readonly node: NewNode;
}
