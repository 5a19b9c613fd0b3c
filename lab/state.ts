import { randomBytes } from 'node:crypto';
import { access, chmod, mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './run-program.ts';

/** The files of one lab. */
export interface LabFiles {
  readonly directory: string;
  readonly inventory: string;
  /** Private key of the nodes' login user; `.pub` is beside it. */
  readonly key: string;
  readonly knownHosts: string;
  /** The file with the login user's password, for sudo. */
  readonly sudoPassword: string;
  readonly dnsmasqPid: string;
  readonly dnsmasqLog: string;
  readonly leases: string;
  /** The inventory that `lab try` makes of another one. */
  readonly tried: string;
  /** A bundle that links to the releases of k3s that the user brought. */
  readonly k3sBundle: string;
}

export const loginUser = 'pi';

/** Returns the folder with the files of all labs of this user. */
export function labsDirectory(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'microcloud', 'lab');
}

/** Returns the folder of the bundle that was built on this machine for all labs. */
export function bundleDirectory(): string {
  return join(labsDirectory(), 'bundle');
}

/** Returns the default folder of a lab's files. */
export function labDirectory(name: string): string {
  return join(labsDirectory(), name);
}

export function filesOf(directory: string): LabFiles {
  return {
    directory,
    inventory: join(directory, 'inventory.yaml'),
    key: join(directory, 'id_ed25519'),
    knownHosts: join(directory, 'known_hosts'),
    sudoPassword: join(directory, 'sudo-password'),
    dnsmasqPid: join(directory, 'dnsmasq.pid'),
    dnsmasqLog: join(directory, 'dnsmasq.log'),
    leases: join(directory, 'dnsmasq.leases'),
    tried: join(directory, 'try.yaml'),
    k3sBundle: join(directory, 'k3s-bundle'),
  };
}

/** Makes the directory, the key and the password file unless they are there. */
export async function prepareFiles(files: LabFiles): Promise<void> {
  await mkdir(files.directory, { recursive: true, mode: 0o700 });
  // Root on a node is as powerful as root on this machine, so each lab has a password that nobody else knows.
  if (!(await exists(files.sudoPassword))) {
    await writeFile(files.sudoPassword, `${randomBytes(12).toString('hex')}\n`, { mode: 0o600 });
  }
  await chmod(files.sudoPassword, 0o600);
  if (await exists(files.key)) return;
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'microcloud-lab', '-f', files.key]);
}

/** Reads the password of a lab's login user. It is also the password for sudo. */
export async function passwordIn({ sudoPassword }: LabFiles): Promise<string> {
  return (await readFile(sudoPassword, 'utf8')).trim();
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Removes what the lab wrote, and its directory when nothing else is in it: the user may have chosen the directory. */
export async function removeFiles({ directory, ...files }: LabFiles): Promise<void> {
  await Promise.all(
    [...Object.values(files), `${files.key}.pub`].map((path) => rm(path, { force: true, recursive: true })),
  );
  await rmdir(directory).catch(() => undefined);
}
