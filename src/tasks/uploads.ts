import { type Artifact, stagedPath } from '../artifacts/artifact-table.ts';
import { sha256 } from '../artifacts/checksums.ts';
import { type Cargo, pushAll } from '../artifacts/push.ts';
import type { Answers } from '../engine/answers.ts';
import { reconnecting } from '../engine/apply.ts';
import type { Change, Phase } from '../engine/model.ts';
import { planPhase } from '../engine/plan.ts';
import type { Session } from '../engine/session.ts';
import type { Run } from './run.ts';

/**
 * Fetches what the planned changes need and stages it on the node, a few uploads at a time over all nodes. Returns the
 * artifacts.
 */
export async function uploadArtifacts(
  run: Run,
  session: Session,
  phases: readonly Phase[],
  answers: Answers,
): Promise<readonly Artifact[]> {
  const changes = phases.flatMap((phase) => planPhase(phase, session.scope, answers).changes);
  return uploadFor(run, session, changes);
}

/** Does the same for these changes. Artifacts in `there` are staged already and are not sent again. */
export async function uploadFor(
  run: Run,
  session: Session,
  changes: readonly Change[],
  there: readonly Artifact[] = [],
): Promise<readonly Artifact[]> {
  const { connection, scope } = session;
  const node = scope.node.name;
  const known = new Set(there.map(stagedPath));
  const artifacts = changes.flatMap(({ artifact }) => (artifact && !known.has(stagedPath(artifact)) ? [artifact] : []));
  if (artifacts.length === 0) return there;
  const report = (direction: 'download' | 'upload', name: string) => (bytes: number, total?: number) =>
    run.emit({ kind: 'transfer', node, direction, name, bytes, total });
  const cargo = await Promise.all(
    artifacts.map(async (artifact) => {
      const fetched = atHand(artifact) ?? (await run.store.fetch(artifact, report('download', artifact.name)));
      return { artifact, fetched };
    }),
  );
  const onProgress = ({ name }: Artifact, bytes: number, total: number) => report('upload', name)(bytes, total);
  // After a reconnect, files that have arrived are not sent again, and a partial file is continued.
  await reconnecting(session, () => pushAll(connection, cargo, { limited: run.uploads, onProgress }));
  return [...there, ...artifacts];
}

function atHand({ content }: Artifact): Cargo['fetched'] | undefined {
  const file = content?.();
  return file && { file, sha256: sha256(file), bytes: file.length };
}
