import { constants } from 'node:os';
import type { Client, ClientChannel } from 'ssh2';
import { lingerMs } from './time-outs.ts';

/** Opens a channel and starts `command` in it. */
export function openChannel(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** Returns the exit code when everything has been read; undefined where the connection ended before. */
export function endOf(channel: ClientChannel): Promise<number | undefined> {
  return new Promise((resolve) => {
    let code: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    const open = new Set<string>(['channel', 'stdout', 'stderr']);
    const close = (what: string) => () => {
      open.delete(what);
      if (open.size > 0) return;
      clearTimeout(timer);
      resolve(code);
    };
    const linger = () => {
      if (code === undefined) return;
      clearTimeout(timer);
      timer = setTimeout(() => channel.close(), lingerMs);
    };
    channel.on('exit', (exitCode: number | null, signal?: keyof typeof constants.signals) => {
      code = exitCode ?? 128 + (signal ? (constants.signals[signal] ?? 0) : 0);
      linger();
    });
    channel.on('data', linger).once('end', close('stdout')).once('close', close('channel'));
    channel.stderr.on('data', linger).once('end', close('stderr'));
    // This is a write to a channel that is closing. Only the end of the channel counts.
    channel.on('error', () => undefined);
  });
}
