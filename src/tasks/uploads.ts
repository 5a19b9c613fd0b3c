import { push } from '../artifacts/push.ts';
import type { Answers } from '../engine/answers.ts';
import type { Phase } from '../engine/model.ts';
import { planPhase } from '../engine/plan.ts';
import type { Session } from '../engine/session.ts';
import type { Run } from './run.ts';

/** Fetches what the planned changes need and puts it on the node, a few at a time over all nodes. */
export async function uploadArtifacts(
  run: Run,
  session: Session,
  phases: readonly Phase[],
  answers: Answers,
): Promise<void> {
  const { connection, scope } = session;
  const changes = phases.flatMap((phase) => planPhase(phase, scope, answers).changes);
  for (const { artifact } of changes) {
    if (!artifact) continue;
    const fetched = await run.store.fetch(artifact);
    const report = (bytes: number, total: number) =>
      run.emit({ kind: 'transfer', node: scope.node.name, name: artifact.name, bytes, total });
    await run.uploads(() => push(connection, artifact, fetched, report));
  }
}
