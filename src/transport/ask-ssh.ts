import { execFile } from 'node:child_process';
import { causeOf } from '../causes.ts';
import { UserError } from '../errors.ts';
import { configAdvice } from './config-complaints.ts';

/** What to put on the command line of ssh, where it wins over ssh's files. */
export interface Question {
  readonly host: string;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  /** The file to read instead of the user's and the system's. */
  readonly configFile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Keywords in lower case, with the texts that ssh prints after them. ssh may print a keyword several times. */
export type Answer = ReadonlyMap<string, readonly string[]>;

// Long, as a command of `Match exec` may ask the network.
const timeoutMs = 60_000;

// Messages of an ssh older than 6.8, of Dropbear's ssh, and for a user without an entry in /etc/passwd.
const cannotBeAsked = /(unknown|illegal|invalid|bad) option -- *'?G|^Dropbear|^No user exists/im;

// With `ProxyJump gate` under `Host *`, ssh refuses to answer for gate itself, although all other hosts are meant.
const loop = /jumphost loop via/;

/**
 * Asks the program ssh which settings it would use for a host (`ssh -G`), without connecting. Returns undefined where
 * no ssh can be asked. Throws a UserError where ssh refuses its own files.
 */
export async function askSsh({ host, user, port, configFile, env }: Question): Promise<Answer | undefined> {
  const options = [
    ...(configFile ? ['-F', configFile] : []),
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', String(port)] : []),
  ];
  // -T: without this option ssh complains that stdin is no terminal.
  const ask = (...more: readonly string[]) => run(['-G', '-T', ...options, ...more, '--', host], env);
  const { error, stdout, stderr } = await ask().then((answer) =>
    loop.test(answer.stderr) ? ask('-o', 'ProxyJump=none') : answer,
  );
  if (!error) return parseAnswer(stdout);
  if (error.code === 'ENOENT' || cannotBeAsked.test(stderr)) return undefined;
  const complaints = stderr.split('\n').filter((line) => line.trim() && !/: terminating, /.test(line));
  const said = complaints.length > 0 ? complaints.map((line) => line.trim()).join('; ') : error.message.trim();
  const reason = error.killed ? `it takes longer than ${timeoutMs / 1000} s` : said;
  throw new UserError(`ssh cannot use its configuration for ${host}: ${reason}`, {
    hints: [causeOf(configAdvice, said), `Put that right, then look at: ssh -G ${host}`].filter(
      (hint) => hint !== undefined,
    ),
    exitCode: 2,
  });
}

function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  type Failure = { readonly code?: unknown; readonly killed?: boolean; readonly message: string };
  return new Promise<{ error: Failure | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile('ssh', args, { timeout: timeoutMs, env }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    );
    // A command of `Match exec` must not wait for input.
    child.stdin?.end();
  });
}

function parseAnswer(text: string): Answer {
  const lines = text.split('\n').map((line) => /^(\S+) (.*)$/.exec(line));
  const pairs = lines.flatMap((match) =>
    match?.[1] ? [{ keyword: match[1].toLowerCase(), value: match[2] ?? '' }] : [],
  );
  const groups = Map.groupBy(pairs, ({ keyword }) => keyword);
  return new Map([...groups].map(([keyword, found]) => [keyword, found.map(({ value }) => value)]));
}
