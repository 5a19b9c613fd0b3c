import { stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { homeDirectory } from '../user-folders.ts';

/**
 * Lists the absolute paths of the files that kubectl reads, the most important first: those of $KUBECONFIG, else
 * ~/.kube/config.
 */
export function kubeconfigPaths(env: NodeJS.ProcessEnv): readonly string[] {
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter(Boolean);
  if (named.some((path) => path.startsWith('~/'))) throw notExpanded(named);
  if (named.length > 0) return [...new Set(named.map((path) => resolve(path)))];
  return [join(homeOfUser(env), '.kube', 'config')];
}

// Inside quotes a shell does not expand ~, and kubectl then looks for a folder named "~".
function notExpanded(named: readonly string[]): UserError {
  const right = named.map((path) => path.replace(/^~(?=\/)/, '$HOME')).join(delimiter);
  return new UserError(`KUBECONFIG is ${named.join(delimiter)}, and kubectl takes this ~ for the name of a folder.`, {
    hints: [`export KUBECONFIG="${right}"`, 'microcloud kubeconfig --output FILE'],
    exitCode: 2,
  });
}

/**
 * Lists the files that exist. Where none exists, returns the last path, where kubectl would make a file:
 * https://github.com/kubernetes/client-go/blob/v0.35.4/tools/clientcmd/config.go (GetDefaultFilename)
 */
export async function presentPaths(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => stat(path).then(() => true, isOther)));
  const present = paths.filter((_, index) => found[index]);
  return present.length > 0 ? present : paths.slice(-1);
}

// With any other error the file counts as existing: reading it will report the error.
function isOther(error: NodeJS.ErrnoException): boolean {
  return error.code !== 'ENOENT' && error.code !== 'ENOTDIR';
}

function homeOfUser(env: NodeJS.ProcessEnv): string {
  const home = homeDirectory(env);
  if (home !== undefined) return home;
  throw new UserError('Your home directory is unknown: HOME is not set, and this user has none.', {
    hints: ['HOME=DIRECTORY before the same command', 'microcloud kubeconfig --output FILE'],
    exitCode: 2,
  });
}
