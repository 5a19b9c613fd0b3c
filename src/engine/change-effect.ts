import type { Script } from '../shell/sh.ts';

/** What a change does to the connection. */
export type Effect =
  /** The node restarts; it is back when its boot id differs from this one. */
  { readonly kind: 'reboot'; readonly bootId: string } | Move;

/** The node answers at another address from then on; `confirm` runs there, or the node rolls itself back. */
export interface Move {
  readonly kind: 'move';
  readonly address: string;
  readonly machineId: string;
  readonly confirm: Script;
  /** Prints a word while the node has neither kept the address nor put its old one back. */
  readonly pending: Script;
  /** What to do when the node had to roll back. */
  readonly hint: string;
}
