import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { KubernetesApi } from '../support/kubernetes-api.ts';
import { PublisherProcess, shown } from '../support/publisher.ts';
import { SerfAgent } from '../support/serf.ts';
import { createService, deleteServices } from '../support/services.ts';
import { until } from '../support/until.ts';

let directory: string;
let api: KubernetesApi;
let agent: SerfAgent;
let other: SerfAgent;
let publisher: PublisherProcess;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'microcloud-publisher-'));
  api = await KubernetesApi.start(join(directory, 'api'));
  agent = await new SerfAgent('pi-1', { directory }).start();
  other = await new SerfAgent('elsewhere', { directory, join: agent }).start();
  publisher = (await PublisherProcess.create(agent, api, { directory })).start();
});
after(async () => {
  await publisher?.kill();
  for (const one of [agent, other]) await one?.kill();
  await api?.stop();
  await rm(directory, { recursive: true, force: true });
});
afterEach(() => deleteServices(api));

/** What a node far away sees of this one. */
async function seen(): Promise<readonly string[]> {
  const member = (await other.members()).find(({ name }) => name === 'pi-1');
  return shown(member?.tags ?? {}).map(({ d, p, t }) => `${d}:${p} ${t}`);
}

test('it shows a Service on another node, and withdraws it', async () => {
  await createService(api, 'web', [30080]);
  await until(async () => assert.deepEqual(await seen(), ['web:30080 NodePort']));
  await deleteServices(api);
  await until(async () => assert.deepEqual(await seen(), []));
  assert.equal((await agent.tags()).services, undefined);
});
