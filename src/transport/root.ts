import type { ClientChannel } from 'ssh2';
import { type Script, sh } from '../shell/sh.ts';
import { type Exec, endOf } from './channel.ts';
import { LinkLostError } from './connection.ts';
import { RootDialogue } from './root-dialogue.ts';
import { type Account, rootRefusal } from './root-refusals.ts';
import { RootWait } from './root-wait.ts';
import { splitAtMarker } from './split-output.ts';

export interface RootWork {
  /** What the root shell runs. `ps` shows this text, so it must not contain secrets. */
  readonly script: Script;
  /** The text for its stdin, which then ends. Without it, stdin stays open for the caller. */
  readonly input?: string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export interface RootShell {
  readonly channel: ClientChannel;
  /** The exit code; undefined when the connection ended first. */
  readonly ended: Promise<number | undefined>;
}

const environment = sh`export LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; cd /`;

/**
 * Starts a root shell in one channel, and resolves when it is ready. Rejects with a UserError, or a LinkLostError.
 *
 * sudo gets the password when it asks, which a nonce in its prompt shows, in any language. It gets the password once: a
 * second prompt means that the password was wrong, and stdin ends, so that sudo takes no other text for a second try.
 * The script is sent after the shell has said that it is ready, so sudo can never take the script for a password.
 */
export async function openRootShell(
  open: (command: string) => Promise<Exec>,
  account: Account,
  work: RootWork,
): Promise<RootShell> {
  const dialogue = new RootDialogue();
  const exec = await open(rootCommand(account.user, dialogue, work.script));
  const { channel } = exec;
  const ended = endOf(exec);
  const waiting = new RootWait(channel, account, dialogue);
  const answer = async () => {
    waiting.stop();
    channel.write(`${await account.sudoPassword()}\n`);
    waiting.restart();
  };
  const hear = (text: string) => {
    const before = dialogue.prompts;
    dialogue.hear(text);
    waiting.restart();
    if (dialogue.prompts > 1) waiting.refuse();
    else if (dialogue.prompts > before) answer().catch(waiting.giveUp);
  };
  const noise = (text: string) => dialogue.hearNoise(text);
  const [mark, found, tooMuch] = [dialogue.readyMark, waiting.found, waiting.refuse];
  channel.on('data', splitAtMarker(mark, { before: noise, found, after: work.stdout, tooMuch }));
  channel.stderr.on('data', splitAtMarker(mark, { before: hear, after: work.stderr, tooMuch }));
  waiting.restart();
  const lost = new LinkLostError(`The connection to ${account.node} is lost.`);
  void ended.then((code) => waiting.ended(code === undefined ? lost : rootRefusal(account, dialogue)));

  // For root there is no sudo, so only the script reads stdin: sending it now saves a round trip.
  if (account.user === 'root' && work.input !== undefined) channel.end(work.input);
  await waiting.ready;
  waiting.stop();
  if (account.user !== 'root' && work.input !== undefined) channel.end(work.input);
  return { channel, ended };
}

function rootCommand(user: string, { shellMark, noSudoMark, prompt, readyMark }: RootDialogue, script: Script): string {
  const text = sh`${environment}; echo ${readyMark}; echo ${readyMark} >&2; ${script}`.wire;
  if (user === 'root') return `exec sh -c ${quoted(`echo ${shellMark} >&2; ${text}`)}`;
  const hasSudo = `command -v sudo >/dev/null || { echo ${noSudoMark} >&2; exit 127; }`;
  const start = `echo ${shellMark} >&2; ${hasSudo}; exec sudo -H -S -p ${prompt} sh -c "$1"`;
  return `exec env LC_ALL=C.UTF-8 sh -c ${quoted(start)} sh ${quoted(text)}`;
}

// Quotes a word for any login shell, also fish and csh. In all of them these mean the same: plain words, single quotes
// without quotes and backslashes inside, and a backslash before a quote or a backslash.
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "'\\$&'")}'`;
}
