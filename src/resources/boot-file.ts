import type { Change } from '../engine/model.ts';
import { shownText } from '../shell/node-text.ts';
import { sh } from '../shell/sh.ts';
import { writeFile } from './ensure-file.ts';

/**
 * Changes a text on the firmware partition. vfat knows no owner and no mode, so only the content counts. A board
 * without the file does not boot, so the first original is kept beside it. The partition may be mounted read-only
 * (raspi-config). vfat has no journal: without a sync of the whole file system, a power cut seconds later may leave
 * neither the old nor the new file.
 */
export function changeBootFile(
  file: { readonly path: string; readonly content: string },
  content: string,
  why: string,
): Change {
  const { path } = file;
  const folder = path.slice(0, path.lastIndexOf('/'));
  const original = `${path}.microcloud.bak`;
  return {
    kind: 'change',
    about: path,
    summary: `Change ${path}, ${why}`,
    before: shownText(file.content),
    after: shownText(content),
    script: sh`[ -w ${folder} ] || mount -o remount,rw "$(stat -c %m ${folder})"
[ -e ${original} ] || cp ${path} ${original}
${writeFile(path, content)}
sync -f ${folder}`,
  };
}
