import { UserError } from '../errors.ts';
import type { Script } from '../shell/sh.ts';
import { sh } from '../shell/sh.ts';
import { LinkLostError, type Result } from './connection.ts';
import type { RootShell, RootWork } from './root.ts';
import { splitLines } from './split-output.ts';

const mostCharacters = 64 * 1024 * 1024;

/**
 * Runs a script in a root shell that reads it from stdin: `ps` on the node shows `sh -s` and nothing else. Rejects with
 * a UserError, or a LinkLostError.
 */
export async function runScript(
  open: (work: RootWork) => Promise<RootShell>,
  node: string,
  script: Script,
  onLine: (line: string) => void = () => undefined,
): Promise<Result> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const lines = splitLines(onLine);
  let length = 0;
  let isTooMuch = false;
  const count = (text: string) => {
    length += text.length;
    if (length <= mostCharacters || isTooMuch) return;
    isTooMuch = true;
    shell?.channel.destroy();
  };
  let shell: RootShell | undefined;
  shell = await open({
    script: sh`exec sh -s`,
    input: `${script.wire}\n`,
    stdout: (text) => {
      count(text);
      if (isTooMuch) return;
      stdout.push(text);
      lines.write(text);
    },
    stderr: (text) => {
      count(text);
      if (!isTooMuch) stderr.push(text);
    },
  });
  const code = await shell.ended;
  if (isTooMuch) throw new UserError(`${node} answers with more than ${mostCharacters / 1024 / 1024} MB.`);
  if (code === undefined) throw new LinkLostError(`The connection to ${node} is lost.`);
  lines.end();
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
