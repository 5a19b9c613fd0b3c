import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar';

interface UnpackedFile {
  /** The path in parts, below the folder that is around all files. */
  readonly path: readonly string[];
  readonly isExecutable: boolean;
  readonly content: Buffer;
}

/**
 * Computes the sum of what an archive (.tar.gz, with one folder around all files) unpacks to, as git does for a tree in
 * its SHA-256 format. Other versions of gzip write other bytes, but this sum stays the same. To see it, unpack the
 * archive and type in its folder: `git init --object-format=sha256; git add -A; git write-tree`.
 * https://git-scm.com/docs/hash-function-transition#_object_format
 */
export async function sha256Unpacked(file: string): Promise<string> {
  return (await unpack(file)).sha256;
}

/**
 * Reads an archive's files, and the sum that they have together. Give these files to other programs, and not the
 * archive: another program may read on where this one takes the archive to end, and find more files.
 */
export async function unpack(
  file: string,
): Promise<{ readonly files: readonly UnpackedFile[]; readonly sha256: string }> {
  const tar = await promisify(gunzip)(await readFile(file), { maxOutputLength: 256 << 20 });
  const files = await filesIn(tar);
  return { files, sha256: treeOf(files).toString('hex') };
}

/** Reads the files of a tar archive, without the folder that is around them. */
export async function filesIn(tar: Uint8Array): Promise<readonly UnpackedFile[]> {
  const entries = await unpackTar(tar, { strict: true }).catch((cause) => {
    throw new Error('it is no tar archive, or not a whole one', { cause });
  });
  return entries.flatMap(({ header: { name, type = 'file', mode = 0 }, data = new Uint8Array() }) => {
    // Folders are known from their files, and the global header of pax only has git's commit.
    if (type === 'directory' || type === 'pax-global-header') return [];
    if (type !== 'file') throw new Error(`it has an entry of the kind "${type}"`);
    const content = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return [{ path: name.split('/').slice(1), isExecutable: (mode & 0o100) !== 0, content }];
  });
}

// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
function treeOf(files: readonly UnpackedFile[]): Buffer {
  const entries = [...Map.groupBy(files, ({ path }) => path[0] ?? '')].map(([name, members]) => {
    const [first] = members;
    // Which of two entries with the same name wins depends on the program that unpacks. A git tree has room for one.
    if (members.length > 1 && members.some(({ path }) => path.length === 1)) throw new Error(`it has "${name}" twice`);
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
