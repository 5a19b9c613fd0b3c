import type { Arch } from '../artifacts/architectures.ts';
import { sh } from '../shell/sh.ts';
import { commandFact, textFact } from './command.ts';
import type { FileState } from './file.ts';

/** A random id that changes with every boot. */
export const bootId = textFact('boot id', sh`read -r id </proc/sys/kernel/random/boot_id && echo "$id"`);

/** How far systemd is with a boot: "starting" until all of its jobs are done, then "running" or "degraded". */
export const systemState = textFact('state of systemd', sh`systemctl is-system-running 2>/dev/null || :`);

/** An id that stays for the life of an installation: 32 hexadecimal digits. */
export const machineId = textFact('machine id', sh`read -r id </etc/machine-id && echo "$id"`);

/** The userland's architecture, which packages and binaries must follow: a 64-bit kernel may run a 32-bit system. */
export const architecture = commandFact(
  'architecture',
  sh`dpkg --print-architecture`,
  (stdout) => stdout.trim() as Arch,
);

/** Memory in MiB, as the kernel counts it: a "1 GB" Pi has about 900. */
export const memoryMebibytes = commandFact(
  'memory',
  // The first line: "MemTotal:         948304 kB"
  sh`read -r _ total _ </proc/meminfo && echo "$total"`,
  (stdout) => Math.floor(Number.parseInt(stdout, 10) / 1024),
);

/** Reads the fields of /etc/os-release, without their quotes; none where there is no such file. */
export function releaseIn(file: FileState): Readonly<Record<string, string>> {
  const pairs = file.exists ? [...file.content.matchAll(/^(\w+)="?(.*?)"?$/gm)] : [];
  return Object.fromEntries(pairs.map(([, key, value]) => [key, value]));
}
