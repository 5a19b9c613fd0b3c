import { distributionOf } from '../distributions/table.ts';
import { askingPhase } from '../engine/plan.ts';
import { UserError } from '../errors.ts';
import { commandFact } from '../facts/command.ts';
import { apiEndpoint, firstControlPlane } from '../inventory/address.ts';
import { type AdminAccess, accessFrom, kubeconfigText } from '../kube/admin-access.ts';
import { kubeconfigPath, updateKubeconfig } from '../kube/kubeconfig-file.ts';
import { mergeAccess } from '../kube/merge-access.ts';
import { Secret, sh } from '../shell/sh.ts';
import { findLeader } from './leader.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';

/** What `kubeconfig --json` prints. */
export interface TakenKubeconfig {
  readonly context: string;
  readonly server: string;
  /** Absolute; absent when nothing was written. */
  readonly file?: string;
  /** Copy of the file as it was, when --force replaced something. */
  readonly backup?: string;
  readonly currentContext?: string;
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
  const file = kubeconfigPath(options.output ? { ...env, KUBECONFIG: options.output } : env);
  const updated = await updateKubeconfig(file, (text) => mergeAccess(text, access, { ...options, file }));
  const { backup, currentContext } = updated;
  return { context, server, file, currentContext, ...(backup === undefined ? {} : { backup }) };
}

/** From the control plane that leads. */
async function fetchAccess(run: Run): Promise<AdminAccess> {
  const { cluster, nodes } = run.inventory;
  const path = distributionOf(cluster).adminConfig;
  const label = `${path} of the leader`;
  const fact = commandFact(label, sh`[ ! -e ${path} ] || cat ${path}`, (stdout) => new Secret(label, () => stdout));
  const asking = askingPhase('kubeconfig', () => ({ fact }));
  const { reached, unreached } = await findLeader(run, [asking], createSecrets().secrets);
  const [leader] = reached;
  if (!leader) throw unreached[0]?.error;
  leader.session.connection.close();
  const text = leader.answers.get(fact);
  if (text.reveal().trim() === '')
    throw new UserError(`${leader.node.name} has no cluster yet.`, { hints: ['microcloud init'] });
  return accessFrom(text, { name: cluster.name, endpoint: apiEndpoint(cluster, firstControlPlane(nodes)) });
}
