import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';

const rememberedCharacters = 2000;
const endingMs = 1000;

/** A connection to the stdin and stdout of a command. */
export interface ProxySocket {
  readonly socket: Duplex;
  /** Says why the command has ended: its last line on stderr, and its exit code. */
  readonly complaint: () => Promise<string>;
}

/**
 * Starts a ProxyCommand as ssh does: by the user's shell, with stdin and stdout as the connection. Rejects with a
 * ConnectFailure.
 */
export async function startProxy(endpoint: Endpoint, env: NodeJS.ProcessEnv = process.env): Promise<ProxySocket> {
  const command = commandOf(endpoint);
  const child = spawn(env.SHELL || '/bin/sh', ['-c', `exec ${command}`], { stdio: 'pipe', env });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-rememberedCharacters);
  });
  const ended = once(child, 'close').catch(() => undefined);
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new ConnectFailure('proxy', endpoint, `${command}: ${error.message}`)));
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const socket = streamOf(child);
  const complaint = async () => {
    await Promise.race([ended, sleep(endingMs)]);
    const end = child.exitCode === null ? '' : `it ended with ${child.exitCode}`;
    const words = [said.trim().split('\n').at(-1), end].filter(Boolean).join(', ');
    return `${command}: ${words || 'it says nothing'}`;
  };
  return { socket, complaint };
}

/** Makes one stream of a program's stdin and stdout. Destroying the stream ends the program. */
function streamOf(child: ChildProcessWithoutNullStreams): Duplex {
  const socket = new Duplex({
    read: () => child.stdout.resume(),
    write: (chunk, _encoding, done) => child.stdin.write(chunk, () => done()),
    final: (done) => child.stdin.end(done),
    destroy: (error, done) => {
      child.stdout.destroy();
      child.stdin.destroy();
      child.kill('SIGHUP');
      done(error);
    },
  });
  child.stdout.on('data', (chunk) => {
    if (!socket.push(chunk)) child.stdout.pause();
  });
  // ssh2 learns of the end of a connection by the event "close".
  child.stdout.once('end', () => socket.destroy());
  return socket;
}

/** Expands the tokens that ssh_config(5) allows in a ProxyCommand. Everything else is left to the shell. */
function commandOf({ proxyCommand = '', typed, host, port, user }: Endpoint): string {
  const tokens: Readonly<Record<string, string>> = {
    '%%': '%',
    '%h': host,
    '%n': typed,
    '%p': String(port),
    '%r': user,
  };
  return proxyCommand.replace(/%[%hnpr]/g, (token) => tokens[token] ?? token);
}
