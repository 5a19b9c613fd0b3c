import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDirectory } from '../src/artifacts/cache-directory.ts';
import { KubernetesApi } from '../test/support/kubernetes-api.ts';
import { PublisherProcess, shown } from '../test/support/publisher.ts';
import { SerfAgent } from '../test/support/serf.ts';
import { createService, deleteService, deleteServices } from '../test/support/services.ts';
import { until } from '../test/support/until.ts';
import { exec } from './cluster.ts';
import { median } from './measure.ts';

/** The publisher's unit, which says how it is run. */
const unit = readFileSync(join(import.meta.dirname, '../templates/microcloud-publisher.service'), 'utf8');
const flags = wordsOf(/^ExecStart=\S+ (--.*?) \//m);
const environment = Object.fromEntries(wordsOf(/^Environment=(.*)$/m).map((pair) => pair.split('=')));
const services = 500;
const events = 9;

export interface PublisherNumbers {
  readonly node: string;
  readonly residentKb: number;
  readonly peakKb: number;
  /** From a Service's creation to the agent's tag: the median. */
  readonly eventToTagMs: number;
}

/**
 * Measures the publisher on the versions of Node that Raspberry Pi OS has. These are nodejs.org's builds: Debian's use
 * shared libraries, and take up to 9 MB more from the start (docs/decisions).
 */
export async function* publisherNumbers(versions: readonly string[] = ['18', '20']): AsyncGenerator<PublisherNumbers> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-bench-'));
  const api = await KubernetesApi.start(join(directory, 'api'));
  const agent = await new SerfAgent('pi-1', { directory, profile: 'wan' }).start();
  const other = await new SerfAgent('pi-2', { directory, profile: 'wan', join: agent }).start();
  Object.assign(process.env, environment);
  try {
    for (const version of versions) yield await measured(await nodeProgram(version), { api, agent, directory });
  } finally {
    for (const one of [agent, other]) await one.kill();
    await api.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Site {
  readonly api: KubernetesApi;
  readonly agent: SerfAgent;
  readonly directory: string;
}

async function measured(node: string, { api, agent, directory }: Site): Promise<PublisherNumbers> {
  const bundle = resolve(import.meta.dirname, '../dist/publisher.cjs');
  const publisher = await PublisherProcess.create(agent, api, { directory }, [node, ...flags, bundle]);
  publisher.start();
  try {
    const took: number[] = [];
    for (let port = 30000; port < 30000 + events; port++) took.push(await eventToTag(api, agent, port));
    for (let port = 30100; port < 30100 + services; port++) await createService(api, `service-${port}`, [port]);
    await until(async () => {
      if ((await publisher.status()).services.length < services) throw new Error('Not all Services are known.');
    }, 60);
    await sleep(5000);
    const status = await readFile(`/proc/${publisher.pid}/status`, 'utf8');
    const kilobytes = (what: string) => Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
    const { stdout } = await exec(node, ['--version']);
    return {
      node: stdout.trim(),
      residentKb: kilobytes('VmRSS'),
      peakKb: kilobytes('VmHWM'),
      eventToTagMs: Math.round(median(took)),
    };
  } finally {
    await publisher.kill();
    await deleteServices(api);
    await publisher.call('--unpublish-all');
  }
}

async function eventToTag(api: KubernetesApi, agent: SerfAgent, port: number): Promise<number> {
  const isThere = async () => shown(await agent.tags()).some(({ p }) => p === String(port));
  const started = performance.now();
  await createService(api, `web-${port}`, [port]);
  await until(async () => {
    if (!(await isThere())) throw new Error('It is not there yet.');
  });
  const took = performance.now() - started;
  await deleteService(api, `web-${port}`);
  await until(async () => {
    if (await isThere()) throw new Error('It is still there.');
  });
  return took;
}

/**
 * Installs Node of that version from npm, by the package that needs no install script. Returns the path of the program.
 */
async function nodeProgram(version: string): Promise<string> {
  const folder = join(cacheDirectory(process.env), '..', 'bench', `node-${version}`);
  const name = `node-linux-${process.arch}`;
  await mkdir(folder, { recursive: true });
  await exec('npm', ['install', '--no-save', '--no-audit', '--no-fund', `--prefix=${folder}`, `${name}@${version}`]);
  return join(folder, 'node_modules', name, 'bin/node');
}

function wordsOf(setting: RegExp): readonly string[] {
  const words = setting.exec(unit)?.[1]?.split(' ');
  if (!words) throw new Error(`the publisher's unit has nothing like ${setting}`);
  return words;
}
