import type { Change, Problem } from '../../../engine/model.ts';
import type { FileState } from '../../../facts/file.ts';
import type { Link } from '../../../facts/links.ts';
import type { NetworkManagers } from '../../../facts/network-managers.ts';
import type { Script } from '../../../shell/sh.ts';

/** The address and routes that an interface gets for good. */
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

/**
 * A program that configures a node's interfaces: how microcloud recognises it, configures it and makes it act. Pure.
 */
export interface Stack {
  readonly name: string;
  /** The systemd unit of the program. */
  readonly service: string;
  /** The file that the address is written to. */
  readonly path: string;
  /** Whether this program configures the link. */
  manages(link: Link, managers: NetworkManagers): boolean;
  /** Files to change so that the address holds from the next boot, and what only a person can change. */
  edits(wanted: StaticNetwork, ground: Ground): Iterable<Edit | Problem>;
  /** Takes the link down, while the files that brought it up are still there. */
  down(wanted: StaticNetwork, ground: Ground): Script;
  /** Brings the link up as the files say now: the new files, or the old files that were put back. */
  up(wanted: StaticNetwork, ground: Ground): Script;
}

/** Makes edits of a file from the changes of a resource. */
export function* editsOf(path: string, changes: Iterable<Change>): Iterable<Edit> {
  for (const change of changes) yield { path, change };
}
