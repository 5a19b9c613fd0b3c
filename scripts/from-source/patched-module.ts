import { cp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../../src/errors.ts';
import type { Workplace } from './compile.ts';

/**
 * A Go module in which one folder is replaced, since that folder needs modules that no registry has. The go.mod of the
 * recipe takes the module from `./FOLDER`, named like the last part of the module's path without its major version.
 */
export interface PatchedModule {
  readonly module: string;
  readonly version: string;
  /** The module's sum in the form of go.sum, which has no line for a module that is built from a folder. */
  readonly sum: string;
  /** A folder of the module, and the folder of the recipe that replaces it. */
  readonly folder: string;
  readonly instead: string;
}

/**
 * Copies a recipe beside its programs, with the module in it.
 * @returns the copy of the recipe
 * @throws UserError where the module has another sum
 */
export async function withPatched(patched: PatchedModule, go: string, at: Workplace): Promise<string> {
  const root = join(dirname(at.output), 'recipe');
  const [name = ''] = patched.module
    .split('/')
    .filter((part) => !/^v\d+$/.test(part))
    .slice(-1);
  const wanted = `${patched.module}@${patched.version}`;
  const { stdout } = await execa(go, ['mod', 'download', '-json', wanted], { cwd: '/' });
  const { Dir: directory, Sum: sum } = JSON.parse(stdout);
  if (sum !== patched.sum) throw new UserError(`${wanted} is not what it was: its sum is ${sum}.`);
  await cp(at.recipe, root, { recursive: true });
  // Go keeps modules read-only: do not copy the modes.
  await execa('cp', ['--recursive', '--no-preserve=mode', directory, join(root, name)]);
  await rm(join(root, name, patched.folder), { recursive: true });
  await cp(join(root, patched.instead), join(root, name, patched.folder), { recursive: true });
  return root;
}
