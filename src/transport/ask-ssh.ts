import { execFile } from 'node:child_process';
import { UserError } from '../errors.ts';

/** What is on the command line of ssh, which wins over its files. */
export interface Question {
  readonly host: string;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  /** The file to read instead of the user's and the system's. */
  readonly configFile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Keywords in lower case, with the text that ssh prints behind each: a keyword may come several times. */
export type Answer = ReadonlyMap<string, readonly string[]>;

// A `Match exec` may look for something in the network.
const timeoutMs = 60_000;

// An ssh older than 6.8, Dropbear's, and a user whom /etc/passwd does not have.
const cannotBeAsked = /(unknown|illegal|invalid|bad) option -- *'?G|^Dropbear|^No user exists/im;

// `ProxyJump gate` for all hosts is meant for all hosts but gate. ssh itself gives up there.
const loop = /jumphost loop via/;

/**
 * Asks the program ssh what it would use for a host (`ssh -G`): it alone knows what its files mean. It connects to
 * nothing. Returns undefined where there is no ssh that can be asked; throws a UserError where ssh refuses its files.
 */
export async function askSsh({ host, user, port, configFile, env }: Question): Promise<Answer | undefined> {
  const options = [
    ...(configFile ? ['-F', configFile] : []),
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', String(port)] : []),
  ];
  // -T: without it, ssh says that stdin is no terminal.
  const ask = (...more: readonly string[]) => run(['-G', '-T', ...options, ...more, '--', host], env);
  const { error, stdout, stderr } = await ask().then((answer) =>
    loop.test(answer.stderr) ? ask('-o', 'ProxyJump=none') : answer,
  );
  if (!error) return parseAnswer(stdout);
  if (error.code === 'ENOENT' || cannotBeAsked.test(stderr)) return undefined;
  const complaints = stderr.split('\n').filter((line) => line.trim() && !/: terminating, /.test(line));
  const reason = error.killed ? `it takes longer than ${timeoutMs / 1000} s` : (complaints.at(-1) ?? error.message);
  throw new UserError(`ssh cannot use its configuration for ${host}: ${reason.trim()}`, {
    hints: [`Put that right, then look at: ssh -G ${host}`],
    exitCode: 2,
  });
}

function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  type Failure = { readonly code?: unknown; readonly killed?: boolean; readonly message: string };
  return new Promise<{ error: Failure | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile('ssh', args, { timeout: timeoutMs, env }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    );
    // What a `Match exec` starts must not wait for text of a person.
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
