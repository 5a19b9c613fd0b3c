import type { ClientChannel } from 'ssh2';
import { type Script, sh } from '../shell/sh.ts';
import { type Exec, endOf } from './channel.ts';
import { LinkLostError } from './connection.ts';
import { RootDialogue } from './root-dialogue.ts';
import type { Account } from './root-refusals.ts';
import { rootRefusal } from './root-refusals.ts';
import { splitAtMarker } from './split-output.ts';
import { goodbyeMs, loginMs, questionMs, slowMs } from './time-outs.ts';

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
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let refusal: Error | undefined;
  let timers: readonly NodeJS.Timeout[] = [];
  const quiet = () => timers.forEach((timer) => void clearTimeout(timer));
  const giveUp = (error: Error) => {
    if (refusal) return;
    quiet();
    refusal = error;
    channel.end();
    // The command on the node may never end by itself.
    timers = [setTimeout(() => hangUp(), goodbyeMs)];
  };
  const hangUp = () => {
    channel.destroy();
    reject(refusal);
  };
  const wait = () => {
    quiet();
    if (refusal) return;
    const patience = dialogue.endsInQuestion ? questionMs : loginMs;
    const slow = setTimeout(() => account.note(`Waiting for ${account.node}: for a root shell`), slowMs);
    timers = [slow, setTimeout(() => giveUp(rootRefusal(account, dialogue)), patience)];
  };
  const answer = async () => {
    quiet();
    channel.write(`${await account.sudoPassword()}\n`);
    wait();
  };
  const hear = (text: string) => {
    const before = dialogue.prompts;
    dialogue.hear(text);
    wait();
    if (dialogue.prompts > 1) giveUp(rootRefusal(account, dialogue));
    else if (dialogue.prompts > before) answer().catch(giveUp);
  };
  const tooMuch = () => giveUp(rootRefusal(account, dialogue));
  const noise = (text: string) => dialogue.hearNoise(text);
  const mark = dialogue.readyMark;
  channel.on('data', splitAtMarker(mark, { before: noise, found: resolve, after: work.stdout, tooMuch }));
  channel.stderr.on('data', splitAtMarker(mark, { before: hear, after: work.stderr, tooMuch }));
  wait();
  void ended.then((code) => {
    quiet();
    if (code === undefined) return reject(refusal ?? new LinkLostError(`The connection to ${account.node} is lost.`));
    reject(refusal ?? rootRefusal(account, dialogue));
  });

  // For root there is no sudo, so only the script reads stdin: sending it now saves a round trip.
  if (account.user === 'root' && work.input !== undefined) channel.end(work.input);
  await ready;
  quiet();
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
