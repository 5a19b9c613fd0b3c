import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ClientChannel } from 'ssh2';
import { UserError } from '../errors.ts';
import { type Script, sh } from '../shell/sh.ts';
import { LinkLostError } from './connection.ts';
import type { RootShell, RootWork } from './root.ts';
import { splitLines } from './split-output.ts';

const chunkBytes = 256 * 1024;

export interface Upload {
  readonly node: string;
  /** The local file, or its content. */
  readonly file: string | Uint8Array;
  /** Where it goes on the node. */
  readonly path: string;
  readonly onProgress?: ((bytes: number, total: number) => void) | undefined;
}

/**
 * Copies a file over one channel. The node says how many bytes it has already, and gets the rest on stdin. Throws a
 * UserError, or a LinkLostError.
 */
export async function sendFile(open: (work: RootWork) => Promise<RootShell>, upload: Upload): Promise<void> {
  const { file } = upload;
  const total = typeof file === 'string' ? (await stat(file)).size : file.length;
  const offset = Promise.withResolvers<number>();
  const answers = splitLines((line) => offset.resolve(Number(line)));
  let complaints = '';
  const { channel, ended } = await open({
    script: receiver(upload.path, total),
    stdout: answers.write,
    stderr: (text) => {
      complaints += text;
    },
  });
  const finished = ended.then(() => undefined);
  const start = await Promise.race([offset.promise, finished]);
  if (start !== undefined) await stream(channel, upload, { start, total }, finished);
  const code = await ended;
  if (code === undefined) throw new LinkLostError(`The connection to ${upload.node} is lost.`);
  if (code !== 0) throw cannotStore(upload, complaints);
}

async function stream(
  channel: ClientChannel,
  { file, onProgress }: Upload,
  { start, total }: { start: number; total: number },
  finished: Promise<void>,
): Promise<void> {
  let sent = start;
  let isOver = false;
  void finished.then(() => {
    isOver = true;
  });
  onProgress?.(sent, total);
  if (sent < total) {
    for await (const chunk of chunksOf(file, start, total)) {
      if (!channel.write(chunk)) await Promise.race([once(channel, 'drain'), finished]);
      if (isOver) return;
      sent += chunk.length;
      onProgress?.(sent, total);
    }
  }
  channel.end();
}

async function* chunksOf(file: string | Uint8Array, start: number, total: number): AsyncIterable<Uint8Array> {
  if (typeof file === 'string')
    return yield* createReadStream(file, { start, end: total - 1, highWaterMark: chunkBytes }) as AsyncIterable<Buffer>;
  for (let at = start; at < total; at += chunkBytes) yield file.subarray(at, at + chunkBytes);
}

// Makes the script for the node. It is in argv and not on stdin, because dash reads ahead on stdin and would swallow
// the beginning of the file.
function receiver(path: string, total: number): Script {
  const part = `${path}.part`;
  return sh`umask 077
mkdir -p "$(dirname ${path})" || exit
have=$(stat -c %s ${part} 2>/dev/null) || have=0
if [ "$have" -gt ${total} ]; then rm -f ${part}; have=0; fi
set -- $(stat -fc '%a %S' "$(dirname ${path})")
[ $(($1 * $2)) -gt $((${total} - have)) ] || {
  echo "it has room for $(($1 * $2 >> 20)) MiB there, and $((${total} - have >> 20)) MiB are to come" >&2
  exit 1
}
echo "$have"
cat >>${part} || exit
[ "$(stat -c %s ${part})" = ${total} ] || { echo 'the file has changed while it was sent' >&2; exit 1; }
mv -f ${part} ${path}`;
}

function cannotStore({ node, path }: Upload, complaints: string): UserError {
  const reason = complaints.trim().split('\n').at(-1) || 'it does not say why';
  return new UserError(`${node} cannot store ${path}: ${reason}.`, {
    hints: [`See how much room there is on ${node}: df -h`],
  });
}
