import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { refusalReason } from '../refused-file.ts';
import { Secret } from '../shell/sh.ts';
import { readableText } from './decode-text.ts';
import type { SecretReference } from './schema.ts';

/** What a secret is for, for messages: "the SSH password of pi-2". */
export type SecretUse = string;

/** Finds the secret that a reference names. Each secret is read, or asked for, only once. */
export type SecretResolver = (reference: SecretReference, use: SecretUse) => Promise<Secret>;

export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks a person, without showing what is typed. */
  readonly ask: (question: string) => Promise<string>;
}

/**
 * Makes a resolver. `{prompt: true}` is asked once for each use, so nodes that share a use share the answer.
 * @throws UserError from the resolver when there is no such secret, or when others can read its file.
 */
export function secretResolver(sources: SecretSources): SecretResolver {
  const known = new Map<string, Promise<Secret>>();
  const ask = oneAtATime(sources.ask);
  return (reference, use) => {
    const key = JSON.stringify('prompt' in reference ? [reference, use] : reference);
    const secret = known.get(key) ?? find(reference, use, { ...sources, ask });
    known.set(key, secret);
    return secret;
  };
}

// Asks one question after another: several nodes may ask at once, but there is one terminal.
function oneAtATime(ask: SecretSources['ask']): SecretSources['ask'] {
  let last: Promise<unknown> = Promise.resolve();
  return (question) => {
    const answer = last.then(() => ask(question));
    last = answer.catch(() => undefined);
    return answer;
  };
}

async function find(reference: SecretReference, use: SecretUse, { env, ask }: SecretSources): Promise<Secret> {
  const value = await said(reference, use, { env, ask });
  return new Secret(use, () => value);
}

function said(reference: SecretReference, use: SecretUse, { env, ask }: SecretSources) {
  if ('env' in reference) return fromEnvironment(reference.env, use, env);
  if ('file' in reference) return fromFile(reference.file, use);
  return ask(`Type ${use}:`);
}

function fromEnvironment(name: string, use: SecretUse, env: SecretSources['env']): string {
  const value = env[name];
  if (value) return value;
  throw new UserError(`The environment variable ${name} is not set; it holds ${use}.`, {
    id: 'ssh.secret',
    hints: [`read -rs ${name} && export ${name}`],
    exitCode: 2,
  });
}

async function fromFile(path: string, use: SecretUse): Promise<string> {
  const unreadable = (error: NodeJS.ErrnoException): never => {
    throw new UserError(`${path} cannot be read: ${refusalReason(error)}; it holds ${use}.`, {
      id: 'ssh.secret',
      hints: [`install -m 600 /dev/null ${path}, then write it there`],
      exitCode: 2,
      cause: error,
    });
  };
  const { mode } = await stat(path).catch(unreadable);
  // ssh refuses private keys for the same reason: other users of this machine could read the file.
  if ((mode & 0o077) !== 0) {
    throw new UserError(`${path} can be read by others on this machine; it holds ${use}.`, {
      id: 'ssh.secret',
      hints: [`chmod 600 ${path}`],
      exitCode: 2,
    });
  }
  const text = readableText(await readFile(path).catch(unreadable));
  if (text === undefined) {
    throw new UserError(`${path} is no text in UTF-8; it holds ${use}.`, {
      id: 'ssh.secret',
      hints: [`save ${path} as UTF-8`],
      exitCode: 2,
    });
  }
  const [line = ''] = text.split(/\r?\n/, 1);
  if (line !== '') return line;
  throw new UserError(`The first line of ${path} is empty; it holds ${use}.`, { id: 'ssh.secret', exitCode: 2 });
}
