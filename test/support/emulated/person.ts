import { chmod, copyFile, mkdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Answer, type Outcome, typedOnTerminal } from '../terminal.ts';
import type { Lan } from './lan.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A person at their own computer: a home with their key, where `microcloud` is installed. */
export interface Person {
  readonly home: string;
  /** Types a line, and answers questions in the order in which they come. */
  types(line: string, answers?: readonly Answer[]): Promise<Outcome>;
}

/** Makes the home of a person whose key the cards of this LAN have. `npm link` makes such a link. */
export async function personIn({ files }: Lan): Promise<Person> {
  const home = join(files.directory, 'home');
  const bin = join(home, 'bin');
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  await mkdir(bin);
  await copyFile(files.key, join(home, '.ssh/id_ed25519'));
  await chmod(join(home, '.ssh/id_ed25519'), 0o600);
  await symlink(join(root, 'bin/run.js'), join(bin, 'microcloud'));
  const PATH = `${bin}:${dirname(process.execPath)}:${process.env.PATH}`;
  const env = { PATH, HOME: home, SSH_AUTH_SOCK: '', XDG_CACHE_HOME: '', XDG_STATE_HOME: '', TERM: 'xterm' };
  return { home, types: (line, answers = []) => typedOnTerminal(line, { cwd: home, env }, answers) };
}
