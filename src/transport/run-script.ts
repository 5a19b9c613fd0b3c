import type { Script } from '../shell/sh.ts';
import { sh } from '../shell/sh.ts';
import { LinkLostError, type Result } from './connection.ts';
import type { RootShell, RootWork } from './root.ts';
import { splitLines } from './split-output.ts';

/** Runs a script in a root shell that reads it from stdin: `ps` on the node shows `sh -s` and nothing else. */
export async function runScript(
  open: (work: RootWork) => Promise<RootShell>,
  node: string,
  script: Script,
  onLine: (line: string) => void = () => undefined,
): Promise<Result> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const lines = splitLines(onLine);
  const { ended } = await open({
    script: sh`exec sh -s`,
    input: `${script.wire}\n`,
    stdout: (text) => {
      stdout.push(text);
      lines.write(text);
    },
    stderr: (text) => stderr.push(text),
  });
  const code = await ended;
  if (code === undefined) throw new LinkLostError(`The connection to ${node} is lost.`);
  lines.end();
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
