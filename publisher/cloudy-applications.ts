import { readFileSync } from 'node:fs';
import { Api } from './api/client.ts';
import { listAll } from './api/watch.ts';
import {
  type Application,
  applicationsOf,
  type Entrance,
  entranceOf,
  type Workload,
  type WorkloadObject,
  workloadKinds,
  workloadOf,
} from './applications.ts';
import type { ApplicationsConfig } from './config.ts';
import { start, stop } from './scaling.ts';

/**
 * The program that Cloudy's pages call to list, start and stop the cluster's applications: `list`, `start NAMESPACE
 * NAME`, `stop NAMESPACE NAME`. The list is JSON on stdout; an error is a line on stderr.
 */
const acts = { start, stop } as const;

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

async function main([verb = '', namespace, name]: readonly string[]): Promise<void> {
  const { CLOUDY_APPLICATIONS_CONFIG: configFile = '', CLOUDY_APPLICATIONS_TOKEN: tokenFile = '' } = process.env;
  if (tokenFile === '') throw new Error('The cluster has not let this node in yet: its pod cloudy-pages does not run.');
  const { api: urls, caFile, namespaces }: ApplicationsConfig = JSON.parse(readFileSync(configFile, 'utf8'));
  const api = new Api({ urls, caFile, tokenFile });
  const { entrances, workloads } = await looked(api, urls.length);
  const applications = applicationsOf(entrances, workloads, namespaces);
  if (verb === 'list') return print(applications.map(shown));
  if (verb !== 'start' && verb !== 'stop') throw new Error('The words are list, start and stop.');
  const found = applications.find(({ service }) => service.namespace === namespace && service.name === name);
  if (!found || found.state === 'fixed')
    throw new Error('There is no such application that can be started or stopped.');
  await acts[verb](api, found, entrances);
}

/** Asks the API, up to `tries` times: after each failure the client uses the next API server. */
async function looked(api: Api, tries: number): Promise<{ entrances: readonly Entrance[]; workloads: Workload[] }> {
  try {
    const entrances = await all(api, '/api/v1/services', entranceOf);
    const workloads: Workload[] = [];
    for (const kind of workloadKinds)
      workloads.push(...(await all(api, `/apis/apps/v1/${kind}`, (one: WorkloadObject) => workloadOf(kind, one))));
    return { entrances, workloads };
  } catch (error) {
    if (tries <= 1) throw error;
    return looked(api, tries - 1);
  }
}

async function all<O, T>(api: Api, path: string, keep: (object: O) => T): Promise<readonly T[]> {
  const { items } = await listAll<T>({ api, path, keep: keep as (object: never) => T });
  return [...items.values()];
}

function shown({ service: { namespace, name }, entries, workloads, state }: Application) {
  const [ready, wanted] = [sum(workloads.map((one) => one.ready)), sum(workloads.map((one) => one.replicas))];
  return { namespace, name, entries, state, ready, wanted };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function print(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
