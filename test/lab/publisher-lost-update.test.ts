import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Agent, openAgent, writeTags } from '../../publisher/serf/agent.ts';
import { encode } from '../../publisher/serf/msgpack.ts';
import { Writer } from '../../publisher/writer.ts';
import { SerfAgent } from '../support/serf.ts';
import { until } from '../support/until.ts';

let directory: string;
let teller: SerfAgent;
let listener: SerfAgent;
let open: Agent | undefined;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'microcloud-lost-update-'));
  listener = await new SerfAgent('pi-02', { directory, profile: 'wan' }).start();
  teller = await new SerfAgent('pi-01', { directory, profile: 'wan', join: listener }).start();
  open = await openAgent({ host: teller.address, port: 7373 });
});
after(async () => {
  open?.close();
  await teller?.kill();
  await listener?.kill();
  await rm(directory, { recursive: true, force: true });
});

/** What the listener knows of the teller. */
async function heard(): Promise<string | undefined> {
  const member = (await listener.members()).find(({ name }) => name === teller.name);
  assert.ok(member);
  return member.tags.services;
}

/** Tells an agent of a node that there is not. What the agent passes on is as long as what it says of itself. */
async function gossip(to: SerfAgent, name: string): Promise<void> {
  const alive = 4;
  const node = { Node: name, Addr: '\x7f\x01\x01\x01', Port: 5000, Meta: 'xx', Vsn: '\x01\x05\x02\x02\x05\x04' };
  const socket = createSocket('udp4');
  socket.send(Buffer.from([alive, ...encode({ Incarnation: 1, ...node })]), 5000, to.address, () => socket.close());
  await once(socket, 'close');
}

const lost = 'The Serf agent says: timeout waiting for update broadcast';

/** Lets another program and the writer change a tag shortly one after the other. Returns the agent's answers to the writer. */
async function loseTheSecondOfTwoChanges(attempt: number): Promise<readonly string[]> {
  await teller.setTags({ services: 'x'.repeat(300) });
  await until(async () => assert.equal((await heard())?.length, 300), 60);
  const answers: string[] = [];
  const writer = new Writer({
    write: async (changes) => {
      const answer = writeTags({ host: teller.address, port: 7373 }, changes);
      answers.push(
        await answer.then(
          () => 'told',
          (error: Error) => error.message,
        ),
      );
      return answer;
    },
    log: () => {},
    onAnswer: () => {},
  });
  const other = teller.setTags({ services: 'x'.repeat(200) });
  await until(async () => assert.equal((await open!.own()).tags.services?.length, 200), 5, 1);
  writer.write({ set: {}, remove: ['services'], added: [], removed: [] });
  await until(async () => assert.equal((await open!.own()).tags.services, undefined), 5, 1);
  await gossip(teller, `a-${attempt}`.padEnd(5, '-'));
  await gossip(teller, `b-${attempt}`.padEnd(5, '-'));
  await until(async () => {
    writer.write(undefined);
    assert.equal(answers.at(-1), 'told');
    assert.equal(await heard(), undefined);
  }, 60);
  await other;
  return answers;
}

// The queue of memberlist, also of the newest, numbers what waits to be gossiped, and begins with 1 again when nothing
// waits. A second change replaces the first one in the queue; in between nothing waits, so that the second change has
// the number 2 but the next message has the number 1. The one after it has 2 again, and replaces the second change if
// it is as long: two such messages come from the nodes that there are not.
test('it tells again what the agent has lost', { timeout: 300_000 }, async () => {
  for (let attempt = 1; attempt <= 10; attempt++) {
    if ((await loseTheSecondOfTwoChanges(attempt)).includes(lost)) return;
  }
  assert.fail('The agent has lost nothing in ten attempts: is memberlist mended?');
});
