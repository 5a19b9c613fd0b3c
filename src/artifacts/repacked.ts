import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Artifact, fileName } from './artifact-table.ts';
import { sha256File } from './checksums.ts';
import { writeWhole } from './part-file.ts';
import { DamagedError, type Fetched, type Part } from './source.ts';
import { tar } from './tar.ts';
import { unpack } from './unpacked.ts';

/**
 * Packs the files of an archive anew, below one folder, and returns that new archive in the cache. So the node unpacks
 * the verified files, and nothing that this program has not seen. Throws DamagedError.
 */
export async function repacked(artifact: Artifact, { sha256 }: Part, file: string, cache: string): Promise<Fetched> {
  const { files, sha256: actual } = await unpack(file);
  if (actual !== sha256) throw new DamagedError(file, sha256, actual);
  const folder = artifact.name;
  const entries = files.map(({ path, content, isExecutable }) => {
    return { path: [folder, ...path].join('/'), bytes: content.length, content, isExecutable };
  });
  const target = join(cache, 'archives', `${fileName(artifact)}.tar`);
  await writeWhole(target, (beside) => pipeline(tar(entries), createWriteStream(beside)));
  return { file: target, sha256: await sha256File(target), bytes: (await stat(target)).size };
}
