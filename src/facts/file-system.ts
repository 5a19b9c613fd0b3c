import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** The disk below /var/lib, where images and pods are. */
export interface FileSystem {
  /** As `stat -f` calls it: "ext2/ext3", "nfs". */
  readonly type: string;
  readonly usedPercent: number;
  readonly usedInodesPercent: number;
}

export const fileSystem = commandFact(
  'disk of images',
  sh`stat -fc '%T %b %a %c %d' /var/lib`,
  (stdout): FileSystem => {
    const [type = '', ...numbers] = stdout.trim().split(' ');
    const [blocks = 0, free = 0, inodes = 0, freeInodes = 0] = numbers.map(Number);
    return { type, usedPercent: percentUsed(blocks, free), usedInodesPercent: percentUsed(inodes, freeInodes) };
  },
);

/** Counts how much of all is used, in percent, rounded down; 0 where nothing is counted. */
export function percentUsed(all: number, free: number): number {
  return all === 0 ? 0 : Math.floor((100 * (all - free)) / all);
}

/**
 * Says whether containerd can stack images there with overlayfs. A container's own file system is an overlay, and works
 * in the lab.
 */
export function carriesImages({ type }: FileSystem): boolean {
  return !/^(nfs|tmpfs|ramfs|msdos|smb|cifs|fuse)/.test(type);
}
