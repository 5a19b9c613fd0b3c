import { readFile } from 'node:fs/promises';
import { kubeconfigPaths, presentPaths } from './kubeconfig-paths.ts';
import { decodeKubeconfig, entryOf, readKubeconfig } from './read-kubeconfig.ts';

/** A context for a cluster that does not exist any more. */
export interface StaleContext {
  readonly file: string;
  readonly context: string;
  readonly cluster: string;
  readonly user: string;
}

/** Finds the context that `microcloud kubeconfig` wrote for this cluster, in the files of kubectl. */
export async function staleContext(
  name: string,
  endpoint: string,
  env: NodeJS.ProcessEnv,
): Promise<StaleContext | undefined> {
  // Without a file that kubectl can read there is no context to report.
  const nothing = () => undefined;
  const paths = (await Promise.resolve(env).then(kubeconfigPaths).then(presentPaths).catch(nothing)) ?? [];
  for (const file of paths) {
    const found = await staleIn(file, name, endpoint).catch(nothing);
    if (found) return found;
  }
  return undefined;
}

async function staleIn(file: string, name: string, endpoint: string): Promise<StaleContext | undefined> {
  const document = readKubeconfig(decodeKubeconfig(await readFile(file), file), file);
  const context = entryOf(document, 'contexts', name);
  const [cluster, user] = [context?.getIn(['context', 'cluster']), context?.getIn(['context', 'user'])];
  if (typeof cluster !== 'string' || typeof user !== 'string') return undefined;
  const server = entryOf(document, 'clusters', cluster)?.getIn(['cluster', 'server']);
  return server === `https://${endpoint}` ? { file, context: name, cluster, user } : undefined;
}
