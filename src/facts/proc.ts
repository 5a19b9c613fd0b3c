import type { Batch } from '../engine/batch.ts';
import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';

const files: Batch = {
  id: 'kernel files',
  // One fork for any number of files: `PATH:LINE` for each line. grep exits 2 when one of them is not there.
  script: (paths) => sh`grep -as '' /dev/null ${paths} || [ $? -le 2 ]`,
  split(stdout) {
    const byPath = new Map<string, string>();
    for (const line of stdout.split('\n')) {
      const [path = '', ...rest] = line.split(':');
      byPath.set(path, `${byPath.get(path) ?? ''}${rest.join(':')}\n`);
    }
    return byPath;
  },
};

/**
 * Asks for the text of a small file of the kernel (/proc, /sys); undefined when it is not there or empty. Such files
 * show no size, so `fileFact` cannot cut them apart. Strings of the device tree end in NUL, which is left out, as is
 * the last newline.
 */
export function procFact(path: string): Fact<string | undefined> {
  return {
    id: `kernel file ${path}`,
    ask: { batch: files, item: path },
    parse: (stdout) => stdout.replaceAll('\0', '').replace(/\n+$/, '') || undefined,
  };
}
