import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { type Script, sh } from '../shell/sh.ts';
import { endOf } from './channel.ts';
import { LinkLostError } from './connection.ts';
import type { Account } from './root-refusals.ts';
import { rootRefusal, wantsNewPassword } from './root-refusals.ts';
import { splitAtMarker } from './split-output.ts';

export interface RootWork {
  /** What the root shell does. `ps` shows this text, so it must have no secrets. */
  readonly script: Script;
  /** Sent to its stdin, which then ends. Without it, stdin stays open for the caller. */
  readonly input?: string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export interface RootShell {
  readonly channel: ClientChannel;
  /** The exit code; undefined when the connection ended before. */
  readonly ended: Promise<number | undefined>;
}

// PAM may ask for what this program does not have: a code from a telephone, a finger on a reader.
const patienceMs = 30_000;

const environment = sh`export LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; cd /`;

/**
 * Starts a root shell in one channel; resolves when it is ready.
 *
 * sudo gets the password when it asks. A nonce in its prompt tells that, in any language. It gets the password once: a
 * second prompt means that the password was wrong, and stdin ends before sudo takes other text for another try. The
 * script is sent after the shell has said that it is ready, so sudo can never take the script for a password.
 */
export async function openRootShell(
  exec: (command: string) => Promise<ClientChannel>,
  account: Account,
  work: RootWork,
): Promise<RootShell> {
  const nonce = randomBytes(8).toString('hex');
  const [prompt, marker] = [`password-${nonce}:`, `ready-${nonce}`];
  const channel = await exec(rootCommand(account.user, prompt, marker, work.script));
  const ended = endOf(channel);
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let refusal: Error | undefined;
  const giveUp = (error: Error) => {
    refusal ??= error;
    channel.end();
  };

  let complaints = '';
  let prompts = 0;
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => giveUp(rootRefusal(account, complaints.replaceAll(prompt, ''))), patienceMs);
  };
  const answer = async () => {
    clearTimeout(timer);
    channel.write(`${await account.sudoPassword()}\n`);
    wait();
  };
  const readComplaints = (text: string) => {
    complaints = text;
    const seen = text.split(prompt).length - 1;
    if (seen > prompts && seen === 1) answer().catch(giveUp);
    if (seen > 1) giveUp(rootRefusal(account, 'incorrect password attempt'));
    if (wantsNewPassword.test(text)) giveUp(rootRefusal(account, text));
    prompts = seen;
  };
  channel.on('data', splitAtMarker(marker, { found: resolve, after: work.stdout }));
  channel.stderr.on('data', splitAtMarker(marker, { before: readComplaints, after: work.stderr }));
  wait();
  void ended.then((code) => {
    clearTimeout(timer);
    if (code === undefined) return reject(new LinkLostError(`The connection to ${account.node} is lost.`));
    reject(refusal ?? rootRefusal(account, complaints.replaceAll(prompt, '')));
  });

  // sudo does not ask root, so nothing but the script reads stdin: sending it now saves a round trip.
  if (account.user === 'root' && work.input !== undefined) channel.end(work.input);
  await ready;
  clearTimeout(timer);
  if (account.user !== 'root' && work.input !== undefined) channel.end(work.input);
  return { channel, ended };
}

// The login shell may be fish or csh. Plain words and single quotes mean the same to all shells.
function rootCommand(user: string, prompt: string, marker: string, script: Script): string {
  const text = sh`${environment}; echo ${marker}; echo ${marker} >&2; ${script}`.wire;
  if (user === 'root') return sh`exec sh -c ${text}`.wire;
  return sh`exec env LC_ALL=C.UTF-8 sudo -H -S -p ${prompt} sh -c ${text}`.wire;
}
