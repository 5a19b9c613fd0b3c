import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { UserError } from '../src/errors.ts';
import { withLock } from './lock.ts';
import { environment, type OnProgress, succeeds } from './run-program.ts';
import { exists, labsDirectory } from './state.ts';

const patienceSeconds = 60;

/**
 * Starts the Docker engine unless it answers. A lock lets only one process start it: two daemons that start at the same
 * time lock files that the other one needs. Throws a UserError.
 */
export async function startEngine(onProgress: OnProgress): Promise<void> {
  if (!(await engineAnswers())) await withLock('engine', () => start(onProgress));
}

async function start(onProgress: OnProgress): Promise<void> {
  if (await engineAnswers()) return;
  const log = join(labsDirectory(), 'dockerd.log');
  onProgress('Starting the Docker engine');
  if (await exists('/run/systemd/system')) await execa('systemctl', ['start', 'docker'], { reject: false });
  else await startDaemon(log);
  for (let tries = 0; tries < patienceSeconds * 5; tries += 1) {
    if (await engineAnswers()) return;
    await setTimeout(200);
  }
  throw new UserError(`The Docker engine does not answer after ${patienceSeconds} s`, {
    hints: [(await exists(log)) ? `less ${log}` : 'journalctl -u docker -n 50', 'docker version'],
  });
}

export function engineAnswers(): Promise<boolean> {
  return succeeds('docker', ['version', '--format', '{{.Server.Version}}']);
}

/** Starts the daemon where no systemd manages services, as on many CI machines. The daemon outlives this process. */
async function startDaemon(log: string): Promise<void> {
  await mkdir(labsDirectory(), { recursive: true });
  const file = await open(log, 'a');
  const options = { detached: true, env: { ...process.env, ...environment } } as const;
  const daemon = spawn('dockerd', [], { ...options, stdio: ['ignore', file.fd, file.fd] });
  daemon.unref();
  await file.close();
}
