import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { PublisherConfigFile } from '../../publisher/config.ts';
import type { Status } from '../../publisher/status.ts';
import { decodeTag } from '../../publisher/tag.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import type { SerfAgent } from './serf.ts';

const exec = promisify(execFile);
const program = resolve(import.meta.dirname, '../../publisher/main.ts');

export interface ShownEntry {
  readonly s: string;
  readonly d: string;
  readonly m: string;
  readonly i: string;
  readonly p: string;
  readonly e: string;
  readonly t: string;
}

/** A real publisher beside a real agent. */
export class PublisherProcess {
  readonly agent: SerfAgent;
  readonly config: PublisherConfigFile;
  readonly #file: string;
  readonly #command: readonly [string, ...string[]];
  #process: ChildProcess | undefined;
  log = '';

  private constructor(
    agent: SerfAgent,
    config: PublisherConfigFile,
    file: string,
    command: readonly [string, ...string[]],
  ) {
    this.agent = agent;
    this.config = config;
    this.#file = file;
    this.#command = command;
  }

  static async create(
    agent: SerfAgent,
    api: KubernetesApi,
    options: Partial<PublisherConfigFile> & { readonly directory: string },
    command: readonly [string, ...string[]] = [process.execPath, program],
  ): Promise<PublisherProcess> {
    const { directory, ...changes } = options;
    const own = join(directory, `publisher-${agent.name}`);
    await mkdir(own, { recursive: true });
    const config = {
      ...{ cluster: 'home', node: agent.name, address: agent.address, serfRpc: agent.rpc, health: [] },
      ...{ api: [api.url], caFile: api.caFile, tokenFile: join(own, 'token'), statusFile: join(own, 'status.json') },
      ...changes,
    };
    await writeFile(config.tokenFile, await publisherToken(api));
    const file = join(own, 'publisher.json');
    await writeFile(file, JSON.stringify(config));
    return new PublisherProcess(agent, config, file, command);
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  start(): this {
    const [node, ...rest] = this.#command;
    this.#process = spawn(node, [...rest, '--config', this.#file], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process.stderr?.setEncoding('utf8').on('data', (chunk) => {
      this.log += chunk;
    });
    return this;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    return (await ended)[0];
  }

  /** Stops the process (SIGSTOP), or lets it go on. */
  pause(isPaused: boolean): void {
    this.#process?.kill(isPaused ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Calls the publisher with arguments with which it ends by itself. */
  async call(
    ...options: string[]
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
    const [node, ...rest] = this.#command;
    try {
      return { code: 0, ...(await exec(node, [...rest, '--config', this.#file, ...options], { timeout: 30_000 })) };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  }

  async status(): Promise<Status> {
    return JSON.parse(await readFile(this.config.statusFile, 'utf8'));
  }
}

/** Makes the configuration by which publishers beside these agents believe each other. */
export function neighboursOf(agents: readonly SerfAgent[]): Readonly<Record<string, string>> {
  return Object.fromEntries(agents.map(({ name, address }) => [name, address]));
}

/** Reads the entries of a tag. */
export function shown(tags: Readonly<Record<string, string>>): readonly ShownEntry[] {
  const tag = decodeTag(tags.services);
  if (tag.kind === 'poisoned') throw new Error(tag.reason);
  return tag.entries.map((entry) => JSON.parse(entry));
}

/** Makes a token of a ServiceAccount with exactly the rights that README.md names. */
export async function publisherToken(api: KubernetesApi): Promise<string> {
  const account = '/api/v1/namespaces/kube-system/serviceaccounts';
  const roles = '/apis/rbac.authorization.k8s.io/v1';
  const metadata = { name: 'publisher' };
  const rules = [
    { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create'] },
  ];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'publisher' };
  const subjects = [{ kind: 'ServiceAccount', name: 'publisher', namespace: 'kube-system' }];
  await existing(api.call('POST', account, { metadata }));
  await existing(api.call('POST', `${roles}/clusterroles`, { metadata, rules }));
  await existing(api.call('POST', `${roles}/clusterrolebindings`, { metadata, roleRef, subjects }));
  const answer = await api.call('POST', `${account}/publisher/token`, { spec: { expirationSeconds: 3600 } });
  return (answer as { status: { token: string } }).status.token;
}

async function existing(creation: Promise<unknown>): Promise<void> {
  await creation.catch((error: Error) => {
    if (!error.message.includes('AlreadyExists')) throw error;
  });
}
