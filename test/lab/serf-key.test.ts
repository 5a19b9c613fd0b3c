import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Finding } from '../../src/engine/model.ts';
import step from '../../src/steps/serf-key/make-serf-key.ts';
import { makeScope, planStep } from '../support/plan.ts';
import { SerfAgent } from '../support/serf.ts';
import { until } from '../support/until.ts';

const patience = 30;
let directory: string;
const agents: SerfAgent[] = [];

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'microcloud-serf-key-'));
});
after(async () => {
  for (const agent of agents) await agent.kill();
  await rm(directory, { recursive: true, force: true });
});

/** A key as the program makes it on the leader: with the step's own script. */
async function makeKey(name: string): Promise<string> {
  const scope = { ...makeScope({ at: 'pi-1' }), leaderKey: { sum: undefined } };
  const [made] = planStep(step, { key: '' }, scope) as [Finding & { kind: 'change' }];
  const place = join(directory, 'etc');
  execFileSync('sh', ['-ec', made.script.wire.replaceAll('/etc/microcloud', place)]);
  const path = join(directory, name);
  await rename(join(place, 'serf-key.json'), path);
  return path;
}

async function start(name: string, more: { readonly keyFile?: string; readonly join?: SerfAgent } = {}) {
  const agent = await new SerfAgent(name, { directory, ...more }).start();
  agents.push(agent);
  return agent;
}

const seenBy = async (agent: SerfAgent) => (await agent.members()).map(({ name }) => name).sort();

test('agents with the key see each other, and no stranger gets in or is believed', { timeout: 300_000 }, async () => {
  const keyFile = await makeKey('ours');
  const first = await start('pi-1', { keyFile });
  const second = await start('pi-2', { keyFile, join: first });
  await until(async () => assert.deepEqual(await seenBy(first), ['pi-1', 'pi-2']), patience);

  const plain = await start('stranger', { join: first });
  const keyed = await start('another', { keyFile: await makeKey('theirs'), join: first });
  for (const stranger of [plain, keyed]) {
    await assert.rejects(stranger.run('join', `${first.address}:5000`));
    await assert.rejects(stranger.run('join', `${second.address}:5000`));
    assert.deepEqual(await seenBy(stranger), [stranger.name]);
  }
  assert.deepEqual(await seenBy(first), ['pi-1', 'pi-2']);
  assert.deepEqual(await seenBy(second), ['pi-1', 'pi-2']);

  // What it says is still told, and heard.
  await second.setTags({ services: 'x'.repeat(400) });
  await until(async () => {
    const [, told] = (await first.members()).toSorted((a, b) => a.name.localeCompare(b.name));
    assert.equal(told?.tags.services?.length, 400);
  }, patience);
});
