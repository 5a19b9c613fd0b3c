import { readFile, statfs, writeFile } from 'node:fs/promises';
import { UserError } from '../src/errors.ts';
import type { OnProgress } from './run-program.ts';

/** Properties of this machine. The nodes share its kernel, so they have the same. */
export interface Machine {
  readonly cgroupVersion: 1 | 2;
  /** Without CAP_SYS_RESOURCE nobody may lower an oom_score_adj. */
  readonly hasSysResource: boolean;
  readonly hasSwap: boolean;
}

const cgroup2Magic = 0x63677270;
const sysResource = 24n;

export async function readMachine(): Promise<Machine> {
  const [cgroup, status, swaps] = await Promise.all([
    statfs('/sys/fs/cgroup'),
    readFile('/proc/self/status', 'utf8'),
    readFile('/proc/swaps', 'utf8'),
  ]);
  return {
    cgroupVersion: cgroup.type === cgroup2Magic ? 2 : 1,
    hasSysResource: hasCapability(status, sysResource),
    hasSwap: swaps.trim().split('\n').length > 1,
  };
}

/** Looks for a capability in CapBnd of /proc/PID/status: a container cannot have one that no process here can have. */
export function hasCapability(status: string, bit: bigint): boolean {
  const mask = status.match(/^CapBnd:\s*([0-9a-f]+)$/m)?.[1] ?? '0';
  return ((BigInt(`0x${mask}`) >> bit) & 1n) === 1n;
}

/** Throws a UserError unless this is root on Linux: the lab changes the network of this machine. */
export function requireRoot(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new UserError('The lab makes a network of its own on this machine, which takes root on Linux', {
    hints: ['Run the same command with sudo, or in a virtual machine'],
  });
}

const inotifyLimit = '/proc/sys/fs/inotify/max_user_instances';
const enoughInstances = 8192;

/**
 * Raises this machine's limit of inotify instances. All nodes share it and each takes 11 to 13: with the default
 * of 128 the ninth kubelet dies with "inotify_init: too many open files".
 */
export async function raiseInotifyLimit(onProgress: OnProgress): Promise<void> {
  const current = Number(await readFile(inotifyLimit, 'utf8'));
  if (current >= enoughInstances) return;
  onProgress(`Raising fs.inotify.max_user_instances of this machine from ${current} to ${enoughInstances}`);
  await writeFile(inotifyLimit, String(enoughInstances));
}
