import { type Artifact, stagedPath } from '../../src/artifacts/artifact-table.ts';
import { type Cargo, push } from '../../src/artifacts/push.ts';
import { type Script, sh } from '../../src/shell/sh.ts';
import type { Connection, Result } from '../../src/transport/connection.ts';

/** Runs a script as root. Throws when it fails. */
export async function succeed(connection: Connection, script: Script): Promise<Result> {
  const result = await connection.run(sh`set -e
${script}`);
  if (result.code !== 0) throw new Error(`${connection.node}: ${result.stderr}`);
  return result;
}

/** Brings an image to a node, as `init` does with its own images. */
export async function importImage(
  connection: Connection,
  artifact: Artifact,
  fetched: Cargo['fetched'],
): Promise<void> {
  await push(connection, artifact, fetched);
  await succeed(connection, sh`ctr -n k8s.io images import ${stagedPath(artifact)} && rm -f ${stagedPath(artifact)}`);
}
