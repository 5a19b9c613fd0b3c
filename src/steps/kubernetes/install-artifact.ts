import { type Artifact, stagedPath } from '../../artifacts/artifact-table.ts';
import { installProgram } from '../../resources/program.ts';
import { type Script, sh } from '../../shell/sh.ts';

/** Puts a staged file in its place as a program. `programsFact` then knows the version of the program. */
export function install(artifact: Artifact, folder: string, name = artifact.name): Script {
  const { version } = artifact;
  const staged = stagedPath(artifact);
  return sh`${installProgram({ name, version, folder, bring: sh`install ${staged} "$new"` })}
rm -f ${staged}`;
}
