import { constants } from 'node:os';
import type { Client, ClientChannel } from 'ssh2';
import { lingerMs } from './time-outs.ts';

/** A command that was started in a channel of its own. */
export interface Exec {
  readonly channel: ClientChannel;
  /** The exit code. The promise never resolves where the connection ends before the command. */
  readonly exited: Promise<number>;
}

/** Opens a channel and starts `command` in it. */
export function openChannel(client: Client, command: string): Promise<Exec> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      // Listen for the exit code here, and not after `await`: for a short command sshd sends "started" and the exit
      // code in one TCP packet, and ssh2 emits both events in one turn.
      resolve({ channel, exited: exitOf(channel) });
    });
  });
}

function exitOf(channel: ClientChannel): Promise<number> {
  return new Promise((resolve) => {
    channel.once('exit', (code: number | null, signal?: keyof typeof constants.signals) => {
      resolve(code ?? 128 + (signal ? (constants.signals[signal] ?? 0) : 0));
    });
  });
}

/** Returns the exit code once all output has been read; undefined where the connection ended before. */
export function endOf({ channel, exited }: Exec): Promise<number | undefined> {
  return new Promise((resolve) => {
    let hasExited = false;
    let timer: NodeJS.Timeout | undefined;
    const open = new Set<string>(['channel', 'stdout', 'stderr']);
    const close = (what: string) => () => {
      open.delete(what);
      if (open.size > 0) return;
      clearTimeout(timer);
      // The exit code comes before the channel closes, or never.
      resolve(Promise.race([exited, undefined]));
    };
    const linger = () => {
      if (!hasExited || open.size === 0) return;
      clearTimeout(timer);
      timer = setTimeout(() => channel.close(), lingerMs);
    };
    void exited.then(() => {
      hasExited = true;
      linger();
    });
    channel.on('data', linger).once('end', close('stdout')).once('close', close('channel'));
    channel.stderr.on('data', linger).once('end', close('stderr'));
    // An error here is a write to a channel that is closing. Only the end of the channel counts.
    channel.on('error', () => undefined);
  });
}
