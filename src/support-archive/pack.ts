import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { tar } from '../artifacts/tar.ts';
import { UserError } from '../errors.ts';
import { addressHider, redacted, redactedKinds } from '../shell/redact.ts';
import { visible } from '../visible-text.ts';

const compress = promisify(gzip);

interface Packing {
  readonly hideAddresses: boolean;
  /** Where the archive goes. */
  readonly output: string;
}

interface PackedFile {
  readonly path: string;
  readonly bytes: number;
}

/** Writes an archive of texts by their file names, without secrets, and with a list of what is in it. */
export async function packArchive(
  texts: Readonly<Record<string, string>>,
  { hideAddresses, output }: Packing,
): Promise<{ readonly bytes: number; readonly files: readonly PackedFile[] }> {
  const hide = hideAddresses ? addressHider() : (text: string) => text;
  const cleaned = Object.entries(texts).map(([path, text]) => fileOf(path, visible(hide(redacted(text)))));
  const files = [fileOf('README.txt', listing(cleaned, hideAddresses)), ...cleaned];
  const entries = files.map((file) => ({ ...file, path: `microcloud-support/${file.path}` }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar(entries)) chunks.push(chunk);
  const archive = await compress(Buffer.concat(chunks));
  // Mode 0600: other users of this computer shall not read names and addresses. Flag wx: an existing file may be
  // another user's, or a link.
  await writeFile(output, archive, { mode: 0o600, flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new UserError(`${output} is there already.`, {
      hints: ['remove it, or name another one: --output FILE'],
      cause,
    });
  });
  return { bytes: archive.length, files: files.map(({ path, bytes }) => ({ path, bytes })) };
}

function fileOf(path: string, text: string) {
  const content = Buffer.from(text);
  return { path, bytes: content.length, content };
}

function listing(files: readonly PackedFile[], hidesAddresses: boolean): string {
  return [
    'Made by `microcloud support`, to attach to a question. Read it before you send it.',
    '',
    `Taken out: ${[...redactedKinds, ...(hidesAddresses ? ['addresses'] : [])].join(', ')}.`,
    '',
    ...files.map(({ path, bytes }) => `${String(bytes).padStart(8)}  ${path}`),
    '',
  ].join('\n');
}
