import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { encodeTag } from '../../publisher/tag.ts';
import { KubernetesApi } from '../support/kubernetes-api.ts';
import { PublisherProcess, publisherToken, shown } from '../support/publisher.ts';
import { SerfAgent } from '../support/serf.ts';
import { changeService, createService, deleteService, deleteServices } from '../support/services.ts';
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
afterEach(async () => {
  await deleteServices(api);
  await showsOnly();
});

const foreign = '{"s":"syncthing", "d":"other","m":"pi-1.guifi.local","i":"10.0.0.1","p":"22000","e":"","t":"x"}';

/** What a node far away sees of this one. */
async function seen(): Promise<readonly string[]> {
  const member = (await other.members()).find(({ name }) => name === 'pi-1');
  return shown(member?.tags ?? {}).map(({ d, p, t }) => `${d}:${p} ${t}`);
}

async function own(): Promise<readonly string[]> {
  return shown(await agent.tags())
    .map(({ d, p }) => `${d}:${p}`)
    .sort();
}

function showsOnly(...expected: readonly string[]): Promise<void> {
  return until(async () => assert.deepEqual(await own(), expected), 40);
}

test('it shows a Service on another node, and withdraws it', async () => {
  await createService(api, 'web', [30080]);
  await until(async () => assert.deepEqual(await seen(), ['web:30080 NodePort']));
  await deleteServices(api);
  await until(async () => assert.deepEqual(await seen(), []));
  assert.equal((await agent.tags()).services, undefined);
});

test('it follows a new port, a new name and a new type', async () => {
  await createService(api, 'web', [30080]);
  await showsOnly('web:30080');
  await changeService(api, 'web', { spec: { ports: [{ name: 'a', port: 80, nodePort: 30090 }] } });
  await showsOnly('web:30090');
  await changeService(api, 'web', { metadata: { annotations: { 'microcloud.cloudy/name': 'Our web' } } });
  await showsOnly('Our_web:30090');
  await changeService(api, 'web', { spec: { type: 'LoadBalancer' } });
  await until(async () => assert.deepEqual(await seen(), ['Our_web:30090 LoadBalancer']));
  await changeService(api, 'web', {
    spec: { type: 'ClusterIP', ports: [{ name: 'a', port: 80, nodePort: null }], allocateLoadBalancerNodePorts: null },
  });
  await showsOnly();
});

test('it writes within a second of the event', async () => {
  const took: number[] = [];
  for (let port = 30001; port < 30006; port++) {
    const started = performance.now();
    await createService(api, `web-${port}`, [port]);
    await until(async () => assert.ok((await own()).includes(`web-${port}:${port}`)), 20, 5);
    took.push(performance.now() - started);
  }
  assert.ok(Math.min(...took) < 1000, `${took.map(Math.round)} ms`);
});

test('it withdraws what was deleted while it was dead, and shows what was made', async () => {
  await createService(api, 'old', [30080]);
  await showsOnly('old:30080');
  await publisher.kill();
  await deleteService(api, 'old');
  await createService(api, 'new', [30081]);
  publisher.start();
  await showsOnly('new:30081');
});

test('it leaves the tag as it is when it is stopped, and its exit code is 0', async () => {
  await createService(api, 'web', [30080]);
  await showsOnly('web:30080');
  assert.equal(await publisher.kill('SIGTERM'), 0);
  assert.deepEqual(await own(), ['web:30080']);
  publisher.start();
});

test('it puts right a tag that is deleted, garbage or poisoned', async () => {
  await createService(api, 'web', [30080]);
  await showsOnly('web:30080');
  await agent.run('tags', '-delete', 'services');
  await showsOnly('web:30080');
  await agent.setTags({ services: 'garbage' });
  await showsOnly('web:30080');
  await agent.setTags({ services: encodeTag([foreign.replace('other', `it's "other"`)])! });
  await showsOnly('web:30080');
  assert.match(publisher.log, /<4>Nobody can read the tag, so it is made anew/);
});

test('it leaves what others publish on this node, byte for byte', async () => {
  await agent.setTags({ services: encodeTag([foreign])!, role: 'bootstrap' });
  await createService(api, 'web', [30080]);
  await showsOnly('other:22000', 'web:30080');
  await deleteService(api, 'web');
  await showsOnly('other:22000');
  assert.equal((await agent.tags()).services, encodeTag([foreign]));
  assert.equal((await agent.tags()).role, 'bootstrap');
  await agent.run('tags', '-delete', 'services', '-delete', 'role');
});

test('it writes nothing when nothing differs, whatever order and packing the tag has', async () => {
  await createService(api, 'a', [30080]);
  await createService(api, 'b', [30081]);
  await showsOnly('a:30080', 'b:30081');
  const turned = shown(await agent.tags())
    .map((entry) => JSON.stringify(entry))
    .reverse();
  await agent.setTags({ services: encodeTag(turned)! });
  // What follows is seen after this was.
  await createService(api, 'hidden', [30082], { annotations: { publish: 'false' } });
  await until(async () => assert.equal((await publisher.status()).services.length, 3));
  assert.equal((await agent.tags()).services, encodeTag(turned));
});

test('it heals an agent that was killed and has lost its tags', async () => {
  await createService(api, 'web', [30080]);
  await showsOnly('web:30080');
  await agent.kill();
  await rm(agent.tagsFile);
  await until(async () => assert.equal((await publisher.status()).agent.state, 'down'));
  await createService(api, 'late', [30081]);
  await agent.start();
  await showsOnly('late:30081', 'web:30080');
  await until(async () => assert.equal((await publisher.status()).agent.state, 'ok'));
});

test('it keeps what it shows while the API is gone, and follows when it is back', async () => {
  await createService(api, 'web', [30080]);
  await showsOnly('web:30080');
  await api.stopServer();
  await until(async () => assert.equal((await publisher.status()).api.state, 'down'));
  assert.deepEqual(await own(), ['web:30080']);
  await api.startServer();
  await deleteService(api, 'web');
  await createService(api, 'new', [30081]);
  await showsOnly('new:30081');
});

test('it lists anew when the API has forgotten what it has seen last', async () => {
  await createService(api, 'old', [30080]);
  await showsOnly('old:30080');
  publisher.pause(true);
  await deleteService(api, 'old');
  for (let round = 0; round < 3; round++) await createService(api, `new-${round}`, [30081 + round]);
  await api.compact();
  await api.stopServer();
  publisher.pause(false);
  await api.startServer();
  await showsOnly('new-0:30081', 'new-1:30082', 'new-2:30083');
});

test('it goes on with a token that was rotated', async () => {
  await createService(api, 'web', [30080]);
  await showsOnly('web:30080');
  await writeFile(publisher.config.tokenFile, 'worthless');
  await publisher.kill();
  publisher.start();
  await until(async () => assert.match((await publisher.status()).api.reason ?? '', /answers 401/));
  await writeFile(publisher.config.tokenFile, await publisherToken(api));
  await createService(api, 'new', [30081]);
  await showsOnly('new:30081', 'web:30080');
});

test('it fills the tag, says what does not fit, and lets it in when there is room', async () => {
  const words = ['hello', 'grafana', 'wiki', 'nextcloud', 'dashboard', 'media', 'shop'];
  // As many as Events are allowed for.
  const names = Array.from({ length: 20 }, (_, index) => `${words[index % 7]}-${words[(index * 3) % 5]}-${index}`);
  // At once: of Services that come one by one some are shown, and refused again.
  await Promise.all(names.map((name, index) => createService(api, name, [30000 + ((index * 911) % 2700)])));
  await until(async () => {
    const { services } = await publisher.status();
    assert.equal(services.filter(({ state }) => state === 'refused').length + (await own()).length, names.length);
  });
  assert.ok((await own()).length >= 10);
  const { services, refused } = await until(async () => {
    const { tag, services } = await publisher.status();
    assert.ok(tag!.bytes <= 498 && tag!.bytes > 440, `${tag?.bytes} bytes`);
    const refused = services.filter(({ state }) => state === 'refused');
    assert.notEqual(refused.length, 0);
    for (const { name, reason } of refused) {
      assert.equal(reason, 'pi-1 has no room for it in its tag');
      assert.equal(await saidOf(name), 'NotPublished once more than Published');
    }
    return { services, refused };
  });
  const shownNames = services.filter(({ state }) => state === 'published').map(({ name }) => name);
  for (const name of shownNames.slice(0, 4)) await deleteService(api, name);
  await until(async () => {
    const { services: now } = await publisher.status();
    const letIn = now.filter(({ state, name }) => state === 'published' && refused.some((one) => one.name === name));
    assert.notEqual(letIn.length, 0);
    for (const { name } of letIn) assert.equal(await saidOf(name), 'Published as often as NotPublished');
  });
  assert.ok(await agent.tags());
});

test('it says in its status what is published where, and what is not and why', async () => {
  await createService(api, 'web', [30080]);
  await createService(api, 'secret', [30081], { annotations: { publish: 'false' } });
  const states = async () => (await publisher.status()).services.map(({ state }) => state).sort();
  await until(async () => assert.deepEqual(await states(), ['hidden', 'published']));
  const { services, cluster, node, agent: state, api: apiState } = await publisher.status();
  assert.deepEqual([cluster, node, state.state, state.name, apiState.state], ['home', 'pi-1', 'ok', 'pi-1', 'ok']);
  assert.deepEqual(
    // Two of one second have no order.
    services.map(({ since: _, ...rest }) => rest).sort((a, b) => a.port - b.port),
    [
      {
        namespace: 'default',
        name: 'web',
        port: 30080,
        title: 'web',
        state: 'published',
        node: 'pi-1',
        address: agent.address,
      },
      {
        ...{ namespace: 'default', name: 'secret', port: 30081, title: 'secret', state: 'hidden' },
        reason: 'its annotation microcloud.cloudy/publish says so',
      },
    ],
  );
});

test('it prints the difference, writes it once, and takes all back', async () => {
  await publisher.kill();
  await createService(api, 'web', [30080]);
  const dry = await publisher.call('--once', '--dry-run');
  assert.equal(dry.code, 0);
  assert.match(dry.stdout, /^\+ \{"s":"kubernetes","d":"web",.*\ntags written: services\n$/);
  assert.deepEqual(await own(), []);
  assert.deepEqual(await publisher.call('--once'), { code: 0, stdout: 'default/web:30080 published\n', stderr: '' });
  assert.deepEqual(await own(), ['web:30080']);
  assert.equal((await publisher.call('--once', '--dry-run')).stdout, 'nothing to do\n');
  await agent.setTags({
    services: encodeTag([...shown(await agent.tags()).map((one) => JSON.stringify(one)), foreign])!,
  });
  assert.match((await publisher.call('--unpublish-all')).stdout, /^- \{.*"web"/);
  assert.deepEqual(await own(), ['other:22000']);
  await agent.run('tags', '-delete', 'services');
  await agent.kill();
  const { code, stderr } = await publisher.call('--once');
  assert.equal(code, 1);
  assert.match(stderr, /^<3>.*ECONNREFUSED/);
  await agent.start();
  publisher.start();
});

/**
 * What the publisher's Events on a Service add up to: while Services come, one may be shown for a moment and refused again.
 * The API server says something of its own, too.
 */
async function saidOf(name: string): Promise<string> {
  const { items } = (await api.call('GET', `/api/v1/events?fieldSelector=involvedObject.name=${name}`)) as {
    items: { reason: string; source?: { component?: string } }[];
  };
  const own = items.filter(({ source }) => source?.component === 'microcloud-publisher');
  const refused = own.filter(({ reason }) => reason === 'NotPublished').length;
  const shown = own.filter(({ reason }) => reason === 'Published').length;
  if (refused > 0 && refused === shown) return 'Published as often as NotPublished';
  return refused === shown + 1
    ? 'NotPublished once more than Published'
    : `NotPublished ${refused} times, Published ${shown} times`;
}
