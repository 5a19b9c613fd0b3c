import type { Artifact } from '../artifacts/artifact-table.ts';
import { pushAll } from '../artifacts/push.ts';
import type { Answers } from '../engine/answers.ts';
import { reconnecting } from '../engine/apply.ts';
import type { Phase } from '../engine/model.ts';
import { planPhase } from '../engine/plan.ts';
import type { Session } from '../engine/session.ts';
import type { Run } from './run.ts';

/** Fetches what the planned changes need and stages it on the node, a few uploads at a time over all nodes. */
export async function uploadArtifacts(
  run: Run,
  session: Session,
  phases: readonly Phase[],
  answers: Answers,
): Promise<void> {
  const { connection, scope } = session;
  const node = scope.node.name;
  const changes = phases.flatMap((phase) => planPhase(phase, scope, answers).changes);
  const artifacts = changes.flatMap(({ artifact }) => artifact ?? []);
  if (artifacts.length === 0) return;
  const report = (direction: 'download' | 'upload', name: string) => (bytes: number, total?: number) =>
    run.emit({ kind: 'transfer', node, direction, name, bytes, total });
  const cargo = await Promise.all(
    artifacts.map(async (artifact) => {
      const fetched = await run.store.fetch(artifact, report('download', artifact.name));
      return { artifact, fetched };
    }),
  );
  const onProgress = ({ name }: Artifact, bytes: number, total: number) => report('upload', name)(bytes, total);
  // What has arrived is not sent again, and a part is gone on with.
  await reconnecting(session, () => pushAll(connection, cargo, { limited: run.uploads, onProgress }));
}
