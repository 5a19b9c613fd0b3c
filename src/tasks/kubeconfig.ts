import { resolve } from 'node:path';
import { distributionOf } from '../distributions/table.ts';
import { askingPhase } from '../engine/plan.ts';
import { commandFact } from '../facts/command.ts';
import { apiEndpoint, firstControlPlane } from '../inventory/address.ts';
import { type AdminAccess, accessFrom, kubeconfigText } from '../kube/admin-access.ts';
import { updateKubeconfigs } from '../kube/kubeconfig-file.ts';
import { kubeconfigPaths, presentPaths } from '../kube/kubeconfig-paths.ts';
import { mergeAccess } from '../kube/merge-access.ts';
import { Secret, sh } from '../shell/sh.ts';
import { askLeader, noCluster } from './leader.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import type { AskedNode } from './surveyed.ts';

/** What `kubeconfig --json` prints. */
export interface TakenKubeconfig {
  readonly context: string;
  readonly server: string;
  /** Absolute; absent when nothing was written. */
  readonly file?: string;
  /** Copy of the file as it was, when --force replaced something. Several paths are separated by ", ". */
  readonly backup?: string;
  readonly currentContext?: string;
  /** Files that were read-only, with their modes: root has changed them, and they are read-only again. */
  readonly readOnly?: readonly string[];
  /** The whole kubeconfig with its key: only with --print. */
  readonly kubeconfig?: string;
}

export interface KubeconfigOptions {
  readonly output?: string | undefined;
  readonly print: boolean;
  readonly force: boolean;
  readonly use: boolean;
}

/** Fetches the administrator's access and prints it, or writes it into a kubeconfig. */
export async function takeKubeconfig(
  run: Run,
  env: NodeJS.ProcessEnv,
  options: KubeconfigOptions,
): Promise<TakenKubeconfig> {
  const access = await fetchAccess(run);
  const { name: context, server } = access;
  if (options.print) return { context, server, kubeconfig: kubeconfigText(access) };
  const paths = options.output ? [resolve(options.output)] : await presentPaths(kubeconfigPaths(env));
  const updated = await updateKubeconfigs(paths, (files) => mergeAccess(files, access, options));
  const { file, currentContext, backups, readOnly } = updated;
  return {
    context,
    server,
    file,
    currentContext,
    ...(backups.length > 0 ? { backup: backups.join(', ') } : {}),
    ...(readOnly.length > 0 ? { readOnly } : {}),
  };
}

async function fetchAccess(run: Run): Promise<AdminAccess> {
  const { leader, access } = await leaderWithAccess(run);
  leader.session.connection.close();
  return access;
}

/**
 * Finds the leader, with an open connection, and the administrator's access to its API. Throws a UserError without a
 * cluster.
 */
export async function leaderWithAccess(
  run: Run,
): Promise<{ readonly leader: AskedNode; readonly access: AdminAccess }> {
  const { cluster, nodes } = run.inventory;
  const path = distributionOf(cluster).adminConfig;
  const label = `${path} of the leader`;
  const fact = commandFact(label, sh`[ ! -e ${path} ] || cat ${path}`, (stdout) => new Secret(label, () => stdout));
  const asking = askingPhase('kubeconfig', () => ({ fact }));
  const leader = await askLeader(run, [asking], createSecrets().secrets);
  try {
    const text = leader.answers.get(fact);
    if (text.reveal().trim() === '') throw noCluster(leader.node.name);
    const endpoint = apiEndpoint(cluster, firstControlPlane(nodes));
    return { leader, access: accessFrom(text, { name: cluster.name, endpoint }) };
  } catch (error) {
    leader.session.connection.close();
    throw error;
  }
}
