import { execFile } from 'node:child_process';
import { appendFile, chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { aptSetup } from '../../lab/apt-sources.ts';
import { type Answer, type Outcome, openTerminal, type Terminal, typedOnTerminal } from './terminal.ts';

const exec = promisify(execFile);

/** A person's computer without Node and without anything of microcloud: a fresh Debian, with an account. */
export interface BareMachine {
  /** The person's home, as this machine sees it. */
  readonly home: string;
  /** Types a line in the person's home. Questions are answered in any order. */
  types(line: string, answers?: readonly Answer[]): Promise<Outcome>;
  /** Types a line, and returns its terminal while it still runs. */
  opens(line: string): Terminal;
  remove(): Promise<void>;
}

/** Packages that every Debian with a desktop has, and a minimal one lacks. */
const usual = ['ca-certificates', 'curl', 'openssh-client', 'sudo'];
const path = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

/**
 * Makes a fresh Debian in this directory. It shares only the network with this machine. Needs root. Mounts exist only
 * while a line runs.
 */
export async function bareMachine(root: string, suite: string): Promise<BareMachine> {
  const { sources, options } = await aptSetup(suite);
  const [list, settings] = [`${root}.list`, `${root}.apt.conf`];
  await writeFile(list, sources);
  await writeFile(settings, options.map((line) => `${line}\n`).join(''));
  await rm(root, { recursive: true, force: true });
  const flags = ['--variant=minbase', `--aptopt=${settings}`, `--include=${usual.join()}`];
  await exec('mmdebstrap', [...flags, suite, root, list], { maxBuffer: 64 << 20, timeout: 1_200_000 });
  await copyFile(settings, join(root, 'etc/apt/apt.conf.d/99mirror'));
  await copyFile('/etc/resolv.conf', join(root, 'etc/resolv.conf'));
  await exec('chroot', [root, 'apt-get', '-q', 'update']);
  await exec('chroot', [root, 'useradd', '--create-home', '--shell', '/bin/bash', 'ana']);
  await appendFile(join(root, 'etc/sudoers'), 'ana ALL=(ALL) NOPASSWD: ALL\n');
  const surroundings = { cwd: root, env: { SSH_AUTH_SOCK: '' } };
  const home = join(root, 'home/ana');
  return {
    home,
    types: (line, answers = []) => typedOnTerminal(asAna(root, line), surroundings, answers, 'any'),
    opens: (line) => openTerminal(asAna(root, line), surroundings),
    async remove() {
      for (const path of [root, list, settings]) await rm(path, { recursive: true, force: true });
    },
  };
}

/** Gives the person an SSH key that the nodes accept. */
export async function giveKey({ home, types }: BareMachine, key: string): Promise<void> {
  const folder = join(home, '.ssh');
  await mkdir(folder, { mode: 0o700 });
  await copyFile(key, join(folder, 'id_ed25519'));
  await chmod(join(folder, 'id_ed25519'), 0o600);
  await types('sudo chown -R ana: .ssh');
}

/** Makes the shell line that runs a line in the Debian as the user ana, in its own mount namespace. */
function asAna(root: string, line: string): string {
  const mounts = ['dev', 'proc', 'sys'].map((name) => `mount --rbind /${name} "$0/${name}"`).join(' && ');
  const env = `env -i HOME=/home/ana USER=ana TERM=xterm LANG=C.UTF-8 PATH=${path}`;
  const inner = `${mounts} && exec chroot --userspec=ana:ana --groups=ana "$0" /usr/bin/${env} bash -c "cd && stty columns 240 rows 60 && $1"`;
  return `exec unshare --mount --propagation slave sh -c ${[inner, root, line].map(quoted).join(' ')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
