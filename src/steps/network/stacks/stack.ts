import type { Change, Problem } from '../../../engine/model.ts';
import type { FileState, FileThere } from '../../../facts/file.ts';
import type { Link } from '../../../facts/links.ts';
import type { NetworkManagers } from '../../../facts/network-managers.ts';
import type { NetworkProfile } from '../../../facts/network-profiles.ts';
import type { Node } from '../../../inventory/schema.ts';
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
  /** NetworkManager's profiles. */
  readonly profiles: readonly NetworkProfile[];
  /** netplan's files; none where it is not installed. */
  readonly netplan: readonly FileThere[];
  /** The files that stacks write to, as they are. */
  readonly files: readonly FileState[];
}

/** One file that differs from what it must be. */
export interface Edit {
  readonly path: string;
  readonly change: Change;
}

/**
 * A program that configures a node's interfaces, and how microcloud recognises, configures and calls the program. Pure.
 */
export interface Stack {
  readonly name: string;
  /** The systemd unit of the program. */
  readonly service: string;
  /** Whether this program configures the link. */
  manages(ground: Ground): boolean;
  /** Whether somebody else gives the link this address, and no second one, at every boot. */
  isGivenByOthers?(address: string, ground: Ground, network: Node['network']): boolean;
  /** Whether the program already does what microcloud's file says: it then asks no DHCP server any more. */
  hasActed?(ground: Ground): boolean;
  /** Files to change so that the address holds from the next boot, and what only a person can change. */
  edits(wanted: StaticNetwork, ground: Ground): Iterable<Edit | Problem>;
  /** Takes the link down, while the files that brought it up are still there. */
  down(wanted: StaticNetwork, ground: Ground): Script;
  /** Brings the link up as the files say now: the new files, or the old files that were put back. */
  up(wanted: StaticNetwork, ground: Ground): Script;
}

/** A stack that writes the address to a file of its own. */
export interface FileStack extends Stack {
  /** The file that the address is written to. */
  readonly path: string;
}

/** Makes edits of a file from the changes of a resource. */
export function* editsOf(path: string, changes: Iterable<Change>): Iterable<Edit> {
  for (const change of changes) yield { path, change };
}

/** Gets one of the files that stacks write to. */
export function fileOf({ files }: Ground, path: string): FileState {
  return files.find((file) => file.path === path) ?? { path, exists: false };
}
