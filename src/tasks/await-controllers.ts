import { journalCommand } from '../distributions/table.ts';
import { ask } from '../engine/apply.ts';
import { limits } from '../engine/limits.ts';
import { patience } from '../engine/patience.ts';
import type { Session } from '../engine/session.ts';
import { type Controllers, controllers, watchSeconds } from '../facts/cluster/controllers.ts';

/**
 * Waits until the cluster can move pods again. The session must be the leader's. After the API was away, controllers
 * first wait for a lease, and the kube-proxy of each node asks again at growing intervals: until both are back, nobody
 * notices that a pod has gone.
 */
export async function awaitControllers(session: Session): Promise<void> {
  const { cluster, leader } = session.scope;
  const pause = patience(session);
  const fact = controllers(cluster);
  const first = new Map<string, string>();
  for (;;) {
    const seen = (await ask(session, [fact])).get(fact);
    for (const [name, time] of seen.renewals ?? []) if (!first.has(name)) first.set(name, time);
    const summary = lacking(seen, first);
    if (summary === undefined) return;
    const hint = `Look at it: ssh ${leader.name} sudo ${journalCommand(cluster)}`;
    await pause({ kind: 'wait', summary, limitSeconds: limits.api, hint });
  }
}

function lacking({ apiSeconds, renewals }: Controllers, first: ReadonlyMap<string, string>): string | undefined {
  if (apiSeconds > 0 && apiSeconds < watchSeconds) return 'the API is back, and the nodes begin to follow it again';
  if (renewals === undefined) return 'the API does not answer';
  const idle = [...first].flatMap(([name, time]) => (renewals.get(name) === time ? [name] : []));
  return idle.length === 0 ? undefined : `no sign of life yet from ${idle.join(' and ')}`;
}
