import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { UserError } from '../src/errors.ts';
import { type OnProgress, succeeds } from './run-program.ts';

/** Programs that the lab needs, and the Debian packages that have them. */
export const needed: Readonly<Record<string, string>> = {
  docker: 'docker.io',
  dockerd: 'docker.io',
  dnsmasq: 'dnsmasq-base',
  iptables: 'iptables',
  mmdebstrap: 'mmdebstrap',
  ssh: 'openssh-client',
};

/**
 * Files that the lab needs, and the Debian packages that have them. Ubuntu has no keys of Debian's mirrors by default.
 */
const neededFiles = { '/usr/share/keyrings/debian-archive-keyring.gpg': 'debian-archive-keyring' };

/** Installs what the lab needs and this machine lacks. Throws a UserError that says what to install. */
export async function installMissing(onProgress: OnProgress): Promise<void> {
  const packages = await missingPackages();
  if (packages.length === 0) return;
  if (!isDebian(await readFile('/etc/os-release', 'utf8').catch(() => ''))) {
    throw new UserError('The lab needs programs that this machine does not have', {
      hints: [`Install what Debian has in these packages: ${packages.join(', ')}. Then run the same command again`],
    });
  }
  onProgress(`Installing ${packages.join(', ')}`);
  const options = { stdin: 'ignore', env: { DEBIAN_FRONTEND: 'noninteractive' } } as const;
  await execa('apt-get', ['-q', 'update'], options);
  await execa('apt-get', ['-q', 'install', '-y', '--no-install-recommends', ...packages], options).catch((cause) => {
    throw new UserError(`apt-get can't install ${packages.join(', ')} on this machine`, {
      hints: [`apt-get install ${packages.join(' ')}`],
      cause,
    });
  });
}

/** Tells whether a system is Debian, or is made from Debian: its packages have the same names then. */
export function isDebian(osRelease: string): boolean {
  return /^ID(_LIKE)?="?[^"\n]*\bdebian\b/m.test(osRelease);
}

async function missingPackages(): Promise<string[]> {
  const found = await Promise.all(
    Object.entries({ ...needed, ...neededFiles }).map(async ([thing, name]) => ((await isHere(thing)) ? [] : [name])),
  );
  return [...new Set(found.flat())];
}

function isHere(thing: string): Promise<boolean> {
  return succeeds('sh', ['-c', '[ -e "$1" ] || command -v "$1"', 'sh', thing]);
}
