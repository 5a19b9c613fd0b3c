import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../lab/lock.ts';
import { bundleDirectory } from '../../lab/state.ts';
import { buildArtifacts } from '../../scripts/from-source/build-artifacts.ts';
import { helmProgram } from '../../scripts/from-source/parts.ts';

const exec = promisify(execFile);

/** Returns the path of Helm, and builds it where needed. */
async function builtHelm(): Promise<string> {
  const directory = `${bundleDirectory()}-tools`;
  await withLock('bundle-tools', () => buildArtifacts({ directory, only: 'tools' }));
  return join(directory, helmProgram);
}

/** Makes a function that runs Helm with a kubeconfig, as on a user's computer. */
export async function helmWith(kubeconfig: string): Promise<(...args: readonly string[]) => Promise<string>> {
  const helm = await builtHelm();
  const home = dirname(kubeconfig);
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig };
  return async (...args) => (await exec(helm, args, { env })).stdout;
}
