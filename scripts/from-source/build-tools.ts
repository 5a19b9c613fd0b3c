import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The Debian packages that builds need, and how to see that they are installed. Go is not among them: it is fetched
 * when it is too old.
 */
const tools: Readonly<Record<string, () => boolean>> = {
  gcc: () => isInPath('gcc'),
  'libc6-dev': () => existsSync('/usr/include/stdio.h'),
  mmdebstrap: () => isInPath('mmdebstrap'),
  'debian-archive-keyring': () => existsSync('/usr/share/keyrings/debian-archive-keyring.gpg'),
  unzip: () => isInPath('unzip'),
};

/** Lists the Debian packages to install before the lab's artifacts can be built here. */
export function missingTools(): string[] {
  return Object.keys(tools).filter((name) => !tools[name]?.());
}

function isInPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => isExecutable(join(directory, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
