import { type Script, sh } from '../shell/sh.ts';

interface Program {
  /** The name of its file and of its record, which `programsFact` reads. */
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Makes the file `$new`. */
  readonly bring: Script;
}

/**
 * Puts a program in its place, and records its version, size and time: so a later replacement is noticed without
 * reading the program. The record is written last.
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

/** Names the file that says which version of a program was installed, and when. */
export function recordOf(name: string): string {
  return `/var/lib/microcloud/programs/${name}`;
}
