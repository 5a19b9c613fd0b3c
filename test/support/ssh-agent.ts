import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A real ssh-agent. */
export interface TestAgent {
  readonly socket: string;
  readonly process: ChildProcess;
}

/** Starts an agent whose socket lies in `directory`. */
export async function startAgent(directory: string): Promise<TestAgent> {
  const socket = join(directory, 'agent');
  const process = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(process.stdout, 'data');
  return { socket, process };
}

/** Loads a key, and a certificate beside it. */
export function addToAgent(socket: string, key: string, passphrase = ''): void {
  const askpass = `${key}.askpass`;
  writeFileSync(askpass, `#!/bin/sh\necho '${passphrase}'\n`, { mode: 0o700 });
  const env = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' };
  execFileSync('ssh-add', ['-q', key], { env, stdio: 'ignore' });
}
