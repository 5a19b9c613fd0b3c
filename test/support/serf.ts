import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loopbackAddress } from './loopback.ts';
import { until } from './until.ts';

const exec = promisify(execFile);

/** A real Serf agent with its own address, run with the settings of Cloudy's nodes. */
export class SerfAgent {
  readonly name: string;
  readonly address: string;
  readonly rpc: string;
  readonly tagsFile: string;
  readonly #arguments: readonly string[];
  #process: ChildProcess | undefined;

  constructor(
    name: string,
    options: {
      readonly directory: string;
      readonly join?: SerfAgent;
      readonly profile?: string;
      /** A file of settings with the key that it has from the start. */
      readonly keyFile?: string;
    },
  ) {
    this.name = name;
    this.address = loopbackAddress();
    this.rpc = `${this.address}:7373`;
    const files = join(options.directory, name);
    this.tagsFile = `${files}.tags`;
    this.#arguments = [
      ...['agent', `-node=${name}`, `-bind=${this.address}:5000`, `-rpc-addr=${this.rpc}`, '-protocol=4'],
      ...[
        `-profile=${options.profile ?? 'local'}`,
        `-tags-file=${this.tagsFile}`,
        `-snapshot=${files}.snapshot`,
        '-rejoin',
      ],
      ...(options.keyFile ? [`-config-file=${options.keyFile}`] : []),
      ...(options.join ? [`-retry-join=${options.join.address}:5000`, '-retry-interval=1s'] : []),
    ];
  }

  async start(): Promise<this> {
    await this.#dropTornTags();
    this.#process = spawn('serf', this.#arguments, { stdio: 'ignore' });
    await until(() => this.tags());
    return this;
  }

  /** An agent that was killed while it wrote its tags does not start any more: "Failed to decode tags file". */
  async #dropTornTags(): Promise<void> {
    const text = await readFile(this.tagsFile, 'utf8').catch(() => '{}');
    try {
      JSON.parse(text);
    } catch {
      await rm(this.tagsFile);
    }
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async run(...command: string[]): Promise<string> {
    const [verb = '', ...rest] = command;
    const { stdout } = await exec('serf', [verb, `-rpc-addr=${this.rpc}`, ...rest], { timeout: 10_000 });
    return stdout;
  }

  async tags(): Promise<Readonly<Record<string, string>>> {
    return JSON.parse(await this.run('info', '-format', 'json')).tags ?? {};
  }

  /** Lists all living members that this agent knows. */
  async members(): Promise<readonly { readonly name: string; readonly tags: Readonly<Record<string, string>> }[]> {
    return JSON.parse(await this.run('members', '-status=alive', '-format', 'json')).members;
  }

  /** Sets tags. An error that nobody acknowledged them within five seconds is ignored: they are set anyway. */
  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    const words = Object.entries(tags).flatMap(([key, value]) => ['-set', `${key}=${value}`]);
    await this.run('tags', ...words).catch((error: { readonly stdout?: string }) => {
      if (!error.stdout?.includes('timeout waiting for update broadcast')) throw error;
    });
  }
}
