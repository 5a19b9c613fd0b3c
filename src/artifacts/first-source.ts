import { UserError } from '../errors.ts';
import { type Artifact, titleOf } from './artifact-table.ts';
import { AbsentError, DamagedError, type Source } from './source.ts';
import { storageAdvice } from './storage-advice.ts';

/** Takes the artifact from the first source that has it. Throws a UserError that says what was tried. */
export async function fromFirst<T>(
  sources: readonly Source[],
  artifact: Artifact,
  take: (source: Source) => Promise<T>,
): Promise<T> {
  const tried: string[] = [];
  const helps: string[] = [];
  let doubts: readonly string[] = [];
  for (const source of sources) {
    try {
      return await take(source);
    } catch (error) {
      // A damaged file of the cache may be an old version. The next source replaces it.
      const isGone = error instanceof AbsentError || (error instanceof DamagedError && source.kind === 'cache');
      if (!isGone) throw explained(error, source, artifact);
      tried.push(`${source.name}: ${error.message}`);
      if (error instanceof AbsentError) helps.push(...error.hints);
      // The origin answers that it has no such file: the version may not exist.
      if (source.kind === 'origin' && error.cause === undefined) doubts = versionDoubts(artifact);
    }
  }
  throw new UserError(
    `${titleOf(artifact)} cannot be found anywhere.\n${tried.map((line) => `  ${line}`).join('\n')}`,
    {
      hints: [
        ...new Set(helps),
        ...doubts,
        'On a machine with internet: microcloud bundle create DIR. Then set artifacts.bundle to its copy',
        'Or set artifacts.mirror to a web server in your network that serves such a directory',
      ],
    },
  );
}

function versionDoubts({ kind, version, pin }: Artifact): readonly string[] {
  return kind === 'file' && !pin ? [`Is there a version ${version}? If not, correct cluster.version`] : [];
}

function explained(error: unknown, source: Source, artifact: Artifact): unknown {
  if (error instanceof DamagedError) {
    return new UserError(`${titleOf(artifact)} from ${source.name} is damaged: ${error.message}.`, {
      hints: [repairs[source.kind]],
      cause: error,
    });
  }
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new UserError(`${titleOf(artifact)} can't be kept on this machine: ${error.message}.`, {
    hints: [storageAdvice(error.code)],
    cause: error,
  });
}

const repairs: Readonly<Record<Source['kind'], string>> = {
  bundle:
    'microcloud bundle verify DIR names all damaged files; bundle create DIR, with internet, fetches them again. For files that you have built yourself, set artifacts.sums',
  cache: 'Run the same command again: the damaged copy is removed',
  mirror: 'Repair the mirror, or leave artifacts.mirror out; the damaged download is removed',
  origin: 'Run the same command again: the damaged download is removed. If it stays so, a proxy may be changing it',
};
