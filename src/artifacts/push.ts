import { UserError } from '../errors.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Connection } from '../transport/connection.ts';
import type { Limit } from '../transport/limit.ts';
import { type Artifact, stagedPath, titleOf } from './artifact-table.ts';
import type { Fetched } from './source.ts';

/** An artifact, and this machine's verified copy of it. */
export interface Cargo {
  readonly artifact: Artifact;
  /** The path of the file, or its bytes. */
  readonly fetched: Omit<Fetched, 'file'> & { readonly file: string | Uint8Array };
}

export interface PushOptions {
  /** Limits the uploads to all nodes together, as they share one line. */
  readonly limited?: Limit;
  readonly onProgress?: (artifact: Artifact, bytes: number, total: number) => void;
}

/** Stages one artifact on a node: see {@link pushAll}. */
export async function push(
  connection: Connection,
  artifact: Artifact,
  fetched: Cargo['fetched'],
  onProgress?: (bytes: number, total: number) => void,
): Promise<void> {
  await pushAll(connection, [{ artifact, fetched }], {
    onProgress: (_, bytes, total) => onProgress?.(bytes, total),
  });
}

/**
 * Stages the artifacts that are not on a node yet, and verifies them there. This takes two execs, or one when none is
 * missing. An artifact that arrives damaged is removed and sent once more. Throws a UserError when it is damaged again.
 */
export async function pushAll(
  connection: Connection,
  cargo: readonly Cargo[],
  { limited = (work) => work(), onProgress }: PushOptions = {},
): Promise<void> {
  const send = ({ artifact, fetched }: Cargo) =>
    limited(() =>
      connection.upload(fetched.file, stagedPath(artifact), (bytes, total) => onProgress?.(artifact, bytes, total)),
    );
  const sendAll = async (pending: readonly Cargo[]) => {
    await Promise.all(pending.map(send));
    return damaged(connection, pending);
  };

  const wanting = await missing(connection, cargo);
  if (wanting.length === 0) return;
  const again = await sendAll(wanting);
  if (again.length === 0) return;
  const [bad] = await sendAll(again);
  if (!bad) return;
  const { node } = connection;
  throw new UserError(
    `${titleOf(bad.artifact)} arrives damaged at ${node}, twice: ${stagedPath(bad.artifact)} does not have sha256 ${bad.fetched.sha256}.`,
    { hints: [`The SD card or the memory of ${node} may be failing: microcloud doctor --only ${node}`] },
  );
}

function missing(connection: Connection, cargo: readonly Cargo[]): Promise<readonly Cargo[]> {
  const folder = stagedFolder(cargo);
  return ask(connection, cargo, sh`mkdir -p ${folder} || exit`, sh`:`);
}

// A damaged copy is removed together with its partial file, which the next upload would continue.
function damaged(connection: Connection, cargo: readonly Cargo[]): Promise<readonly Cargo[]> {
  return ask(connection, cargo, sh`:`, sh`rm -f "$1" "$1.part"`);
}

/** Finds artifacts whose staged copy differs, and runs `otherwise` for each. A copy of another size is not read. */
async function ask(
  connection: Connection,
  cargo: readonly Cargo[],
  before: ReturnType<typeof sh>,
  otherwise: ReturnType<typeof sh>,
): Promise<readonly Cargo[]> {
  const asked = cargo.map(
    ({ artifact, fetched }) => sh`wants ${stagedPath(artifact)} ${fetched.bytes} ${fetched.sha256}`,
  );
  const script = sh`wants() {
  [ "$(stat -c %s "$1" 2>/dev/null)" = "$2" ] && echo "$3  $1" | sha256sum -c --status && return
  echo "$1"
  ${otherwise}
}
${before}
${lines(asked)}`;
  const { code, stdout, stderr } = await connection.run(script);
  if (code !== 0) {
    throw new UserError(`${connection.node} can't tell what is staged: ${stderr.trim() || `exit code ${code}`}.`);
  }
  const paths = new Set(stdout.split('\n'));
  return cargo.filter(({ artifact }) => paths.has(stagedPath(artifact)));
}

function stagedFolder([first]: readonly Cargo[]): string {
  return first ? stagedPath(first.artifact).replace(/\/[^/]+$/, '') : '/';
}
