import { type Script, sh } from '../shell/sh.ts';

interface Program {
  /** What `programsFact` finds it by, and its file's name. */
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Prepares the file `$new`, from whatever it comes. */
  readonly bring: Script;
}

/**
 * Puts a program in its place and records what identifies it: whoever replaces it later is noticed without reading it.
 * The record is written last.
 */
export function installProgram({ name, version, folder, bring }: Program): Script {
  const path = `${folder}/${name}`;
  return sh`mkdir -p ${folder} /var/lib/microcloud/programs
new=${`${path}.microcloud`}
${bring}
chmod 755 "$new"
mv -f "$new" ${path}
stat -c ${`${version} %s %Y`} ${path} >${recordOf(name)}`;
}

/** Removes a program, and the record of it. */
export function removeProgram(name: string, folder: string): Script {
  return sh`rm -f ${`${folder}/${name}`} ${recordOf(name)}`;
}

/** The file that says which version of a program was installed, and when. */
export function recordOf(name: string): string {
  return `/var/lib/microcloud/programs/${name}`;
}
