import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

interface File {
  readonly path: readonly string[];
  readonly isExecutable: boolean;
  readonly content: Buffer;
}

/**
 * Computes the sum of what an archive (.tar.gz, with one folder around all files) unpacks to, as git does for a tree in
 * its SHA-256 format. The bytes of gzip differ between machines and years, this sum does not. To see it, unpack the
 * archive and type in its folder: `git init --object-format=sha256; git add -A; git write-tree`.
 * https://git-scm.com/docs/hash-function-transition#_object_format
 */
export async function sha256Unpacked(file: string): Promise<string> {
  const tar = await promisify(gunzip)(await readFile(file));
  return treeOf([...filesIn(tar)]).toString('hex');
}

// https://www.gnu.org/software/tar/manual/html_node/Standard.html
function* filesIn(tar: Buffer): Iterable<File> {
  let at = 0;
  while (at + 512 <= tar.length && tar[at] !== 0) {
    const header = tar.subarray(at, at + 512);
    const text = (from: number, to: number) => header.toString('utf8', from, to).split('\0', 1).join();
    const octal = (from: number, to: number) => Number.parseInt(text(from, to).trim() || '0', 8);
    const [kind, size] = [text(156, 157), octal(124, 136)];
    const content = tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
    // Folders follow from their files, and pax's global header holds the commit.
    if (kind === '5' || kind === 'g') continue;
    if (kind !== '0' && kind !== '') throw new Error(`it has an entry of the kind "${kind}"`);
    const path = [text(345, 500), text(0, 100)].filter(Boolean).join('/').split('/').slice(1);
    yield { path, isExecutable: (octal(100, 108) & 0o100) !== 0, content };
  }
}

// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
function treeOf(files: readonly File[]): Buffer {
  const entries = [...Map.groupBy(files, ({ path }) => path[0] ?? '')].map(([name, members]) => {
    const [first] = members;
    if (first?.path.length === 1)
      return { name, order: name, mode: first.isExecutable ? '100755' : '100644', id: object('blob', first.content) };
    const below = members.map((file) => ({ ...file, path: file.path.slice(1) }));
    return { name, order: `${name}/`, mode: '40000', id: treeOf(below) };
  });
  const sorted = entries.sort((a, b) => Buffer.compare(Buffer.from(a.order), Buffer.from(b.order)));
  return object('tree', Buffer.concat(sorted.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), id])));
}

function object(kind: string, content: Buffer): Buffer {
  return createHash('sha256').update(`${kind} ${content.length}\0`).update(content).digest();
}
