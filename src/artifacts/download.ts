import { open, rename, rm, stat } from 'node:fs/promises';
import { measure } from './checksums.ts';
import { adoptPart } from './part-file.ts';
import { PassingError, type Patience, persist } from './persist.ts';
import type { request } from './request.ts';
import { DamagedError, type OnBytes, type Part } from './source.ts';

interface Wanted {
  readonly part: Part;
  /** Where the file comes from, for messages. */
  readonly url: string;
  readonly target: string;
  /** Asks for the bytes from an offset on; throws for every answer but 200, 206 and 416. */
  open(from: number): ReturnType<typeof request>;
}

/** Downloads to a file beside the target, from where an earlier try was cut; verifies the file, and renames it. */
export async function download(wanted: Wanted, patience: Patience, onBytes?: OnBytes): Promise<void> {
  const part = await adoptPart(wanted.target);
  const resumed = (await sizeOf(part)) > 0;
  let reached = 0;
  const attempt = () =>
    receive(wanted, part, (bytes, total) => {
      reached = Math.max(reached, bytes);
      onBytes?.(bytes, total);
    });
  await persist(attempt, patience, () => reached);
  const actual = await measure(wanted.part, part);
  if (actual === wanted.part.sha256) return rename(part, wanted.target);
  await rm(part);
  // A partial file of an earlier run may belong to an older version. Only a file that was fetched as a whole shows that
  // the source is wrong.
  if (resumed) return download(wanted, patience, onBytes);
  throw new DamagedError(wanted.url, wanted.part.sha256, actual);
}

async function receive(wanted: Wanted, part: string, onBytes: OnBytes): Promise<void> {
  const from = await sizeOf(part);
  const { response, body } = await wanted.open(from);
  if (response.status === 416) {
    // Either the partial file is complete, which its sum will show, or it is longer than the file: then start anew.
    if (response.headers.get('content-range') === `bytes */${from}`) return;
    await rm(part);
    throw new PassingError(`${wanted.url} is shorter than what an earlier try left`);
  }
  const goesOn = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${from}-`);
  const start = goesOn ? from : 0;
  const length = response.headers.get('content-length');
  const total = length === null ? undefined : start + Number(length);
  let bytes = start;
  // Not a pipeline: when the link is cut, a pipeline throws away what its writer still holds.
  await using file = await open(part, goesOn ? 'a' : 'w');
  for await (const chunk of body) {
    await file.writeFile(chunk);
    bytes += chunk.length;
    onBytes(bytes, total);
  }
}

async function sizeOf(file: string): Promise<number> {
  const status = await stat(file).catch(() => undefined);
  return status?.size ?? 0;
}
