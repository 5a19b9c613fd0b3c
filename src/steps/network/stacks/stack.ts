import type { Change, Problem } from '../../../engine/model.ts';
import type { FileState } from '../../../facts/file.ts';
import type { Link } from '../../../facts/links.ts';
import type { NetworkManagers } from '../../../facts/network-managers.ts';
import type { Script } from '../../../shell/sh.ts';

/** What an interface shall have for good. */
export interface StaticNetwork {
  /** Name of the interface. */
  readonly link: string;
  readonly address: string;
  /** Bits of the mask. */
  readonly prefix: number;
  readonly gateway: string;
  readonly nameservers: readonly string[];
}

/** What a stack may look at on the node. */
export interface Ground {
  readonly link: Link;
  readonly managers: NetworkManagers;
  /** The stack's own file, as it is. */
  readonly file: FileState;
}

/** One file that differs from what it must be. */
export interface Edit {
  readonly path: string;
  readonly change: Change;
}

/** What configures a node's interfaces: how it is known, told and made to act. Pure. */
export interface Stack {
  readonly name: string;
  /** The systemd unit that does it. */
  readonly service: string;
  /** The file that the address is written to. */
  readonly path: string;
  /** Whether it is what configures this link. */
  manages(link: Link, managers: NetworkManagers): boolean;
  /** Files to change so that the address holds from the next boot, and what only a person can change. */
  edits(wanted: StaticNetwork, ground: Ground): Iterable<Edit | Problem>;
  /** Lets go of the link, while the files are still those that brought it up. */
  down(wanted: StaticNetwork, ground: Ground): Script;
  /** Brings the link up as the files say now: the new ones, or the old ones put back. */
  up(wanted: StaticNetwork, ground: Ground): Script;
}

/** The edits of a file that a resource yields changes for. */
export function* editsOf(path: string, changes: Iterable<Change>): Iterable<Edit> {
  for (const change of changes) yield { path, change };
}
