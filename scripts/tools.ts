import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { canReachOrigins } from '../lab/bundle-source.ts';
import { isDebian, needed } from '../lab/packages.ts';
import { missingTools } from './from-source/build-tools.ts';

/** Programs that tests need, and the Debian packages that have them. */
const tests: Readonly<Record<string, string>> = {
  bzip2: 'bzip2',
  containerd: 'containerd',
  fish: 'fish',
  ip: 'iproute2',
  php: 'php-cli',
  serf: 'serf',
  shellcheck: 'shellcheck',
  sshd: 'openssh-server',
  sudo: 'sudo',
  useradd: 'passwd',
  zsh: 'zsh',
};

/** Programs that emulated nodes need, which are whole machines with their own kernel. */
const emulated: Readonly<Record<string, string>> = {
  mcopy: 'mtools',
  'mkfs.vfat': 'dosfstools',
  mke2fs: 'e2fsprogs',
  openssl: 'openssl',
  'qemu-system-x86_64': 'qemu-system-x86',
  setpriv: 'util-linux',
  sfdisk: 'fdisk',
};

/** The browser for tests of the page of `ui`. On Ubuntu the package leads to a snap, which containers cannot run. */
const browser: Readonly<Record<string, string>> = { chromium: 'chromium' };

const sets = {
  lab: needed,
  tests: { ...needed, ...tests },
  emulated: { ...needed, ...emulated },
  browser: { ...needed, ...browser },
} as const;

/** Installs what simulated nodes, the tests or emulated nodes need, or throws an Error that says what to install. */
export async function requireTools(forWhat: keyof typeof sets): Promise<void> {
  const programs = sets[forWhat];
  const packages = Object.entries(programs).flatMap(([program, name]) => (hasProgram(program) ? [] : [name]));
  // Where Kubernetes can't be downloaded, the lab builds it.
  if (!(await canReachOrigins())) packages.push(...missingTools());
  install([...new Set(packages)].sort());
}

function install(packages: readonly string[]): void {
  if (packages.length === 0) return;
  const command = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!isDebian(osRelease)) throw new Error(`Install what Debian calls ${packages.join(', ')}, and try again.`);
  if (process.getuid?.() !== 0) throw new Error(`Programs are missing. Try: sudo ${command}`);
  console.error(`Installing with apt: ${packages.join(', ')}`);
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
}

function apt(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} fails:\n${stdout}${stderr}`);
}

function hasProgram(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(`${folder}/${program}`));
}
