import type { Copy } from '../backup/copy.ts';
import { requireFit } from '../backup/fits.ts';
import { needsPerson } from '../engine/failures.ts';
import { type InitOptions, type InitResult, initCluster } from './init.ts';
import type { Run } from './run.ts';
import type { Survey } from './surveyed.ts';

/** Options of `init` that a restore has, and its own. */
export interface RestoreOptions extends Pick<InitOptions, 'mayReplace' | 'proceed' | 'noReboot'> {
  /** Whether what stands in the way is shown as a plan, instead of thrown as an error. */
  readonly isDryRun: boolean;
}

/**
 * Makes the cluster of a copy on the nodes of the inventory. This is `init`, but the leader gets the data and keys of
 * the copy instead of new ones. Where anything stands in the leader's way, no node is changed.
 */
export async function restoreCluster(run: Run, copy: Copy, options: RestoreOptions): Promise<InitResult> {
  requireFit(copy, run.inventory);
  const { isDryRun, proceed } = options;
  return initCluster(
    { ...run, restoring: copy },
    {
      ...options,
      noDrain: true,
      async proceed(found) {
        if (!isDryRun) requireLeader(found);
        return proceed(found);
      },
    },
  );
}

/** Throws a UserError where the leader cannot make the cluster: without it the work of the other nodes is of no use. */
function requireLeader({ reached, unreached }: Survey): void {
  for (const { session, node, plan } of reached) {
    const problems = plan.flatMap((phase) => phase.problems);
    if (node.name === session.scope.leader.name && problems.length > 0) throw needsPerson(node.name, problems);
  }
  const leader = reached[0]?.session.scope.leader.name;
  const silent = unreached.find(({ node }) => leader === undefined || node.name === leader);
  if (silent) throw silent.error;
}
