import { distributionOf } from '../distributions/table.ts';
import { ask } from '../engine/apply.ts';
import { asUserError, UserError } from '../errors.ts';
import { commandFact } from '../facts/command.ts';
import { apiEndpoint } from '../inventory/address.ts';
import type { Node } from '../inventory/schema.ts';
import { type AdminAccess, accessFrom, kubeconfigText } from '../kube/admin-access.ts';
import { kubeconfigPath, updateKubeconfig } from '../kube/kubeconfig-file.ts';
import { mergeAccess } from '../kube/merge-access.ts';
import { Secret, sh } from '../shell/sh.ts';
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

/** From the first control plane that answers. */
async function fetchAccess(run: Run): Promise<AdminAccess> {
  const { cluster, nodes } = run.inventory;
  const failures: unknown[] = [];
  for (const node of nodes.filter(({ role }) => role === 'control-plane')) {
    try {
      const text = await adminConfigOf(run, node);
      return accessFrom(text, { name: cluster.name, endpoint: apiEndpoint(cluster, nodes) });
    } catch (error) {
      failures.push(asUserError(error, node.name));
    }
  }
  throw failures[0];
}

async function adminConfigOf(run: Run, node: Node): Promise<Secret> {
  const { cluster, cloudy, nodes } = run.inventory;
  const path = distributionOf(cluster).adminConfig;
  const label = `${path} of ${node.name}`;
  const fact = commandFact(label, sh`[ ! -e ${path} ] || cat ${path}`, (stdout) => new Secret(label, () => stdout));
  run.emit({ kind: 'connecting', node: node.name, address: node.sshAddress });
  const connection = await run.connect(node);
  try {
    const scope = { node, nodes, cluster, cloudy, secrets: createSecrets().secrets };
    const session = { connection, scope, facts: [fact], emit: run.emit, holder: run.holder };
    const text = (await ask(session)).get(fact);
    if (text.reveal().trim() !== '') return text;
    throw new UserError(`${node.name} has no cluster yet.`, { hints: ['microcloud init'] });
  } finally {
    connection.close();
  }
}
