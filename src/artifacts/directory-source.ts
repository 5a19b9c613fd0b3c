import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measure } from './checksums.ts';
import { AbsentError, DamagedError, pathOf, type Source } from './source.ts';
import { listName, voucher } from './sum-list.ts';

interface Directory {
  readonly kind: 'bundle' | 'cache';
  readonly path: string;
  /** Whether to remove a damaged file, so that the next source is asked. Never for a bundle that people made. */
  readonly heal?: boolean;
  /** The SHA-256 of its SHA256SUMS that the inventory names. */
  readonly sums?: string | undefined;
  readonly isBelieved?: boolean;
}

/** Makes a source of a directory that is laid out like the origins. */
export function directorySource({ kind, path: directory, heal, sums, isBelieved = false }: Directory): Source {
  return {
    kind,
    name: `the ${kind} ${directory}`,
    isBelieved,
    vouched: voucher(sums, directory, () => readFile(join(directory, listName)).catch(absent(listName))),
    async read(url) {
      return await readFile(join(directory, pathOf(url))).catch(absent(pathOf(url)));
    },
    async file(part) {
      const { url, sha256 } = part;
      const file = join(directory, pathOf(url));
      const actual = await measure(part, file).catch(absent(pathOf(url)));
      if (actual === sha256) return file;
      if (!heal) throw new DamagedError(file, sha256, actual);
      await rm(file, { force: true });
      throw new AbsentError(`its ${pathOf(url)} was damaged and is removed`);
    },
  };
}

function absent(path: string) {
  return (error: NodeJS.ErrnoException): never => {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) throw error;
    throw new AbsentError(`it has no ${path}`);
  };
}
