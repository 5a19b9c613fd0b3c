import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { decodeMultiStream, encode } from '@msgpack/msgpack';
import { type Agent, openAgent, writeAndTell } from '../../../publisher/serf/agent.ts';
import { listeningPort } from '../../support/listening-port.ts';

const lost = 'timeout waiting for update broadcast';
const changes = { set: { services: 'x' }, remove: ['k'] };
const asked = { Tags: { services: 'x' }, DeleteTags: ['k'] };
const askedAgain = { Tags: {}, DeleteTags: [] };

/** An agent that gives these bodies with its answers, by command. What `error` says of a request is the answer's error. */
function serf(given: Readonly<Record<string, unknown>>, error = (_command: string, _body: unknown) => '') {
  return createServer(async (socket) => {
    const objects = decodeMultiStream(socket);
    for await (const header of objects) {
      const { Command: command, Seq } = header as { readonly Command: string; readonly Seq: number };
      const body = command === 'stats' ? undefined : (await objects.next()).value;
      socket.write(encode({ Seq, Error: error(command, body) }));
      if (command in given) socket.write(encode(given[command]));
    }
  });
}

/** Lets an agent that gives these answers be asked. Returns what it was asked, and what the caller was told. */
async function ask(...answers: readonly string[]): Promise<{ readonly bodies: unknown[]; readonly error?: string }> {
  const bodies: unknown[] = [];
  const server = serf({}, (command, body) => (command === 'tags' ? (answers[bodies.push(body) - 1] ?? '') : ''));
  try {
    await writeAndTell({ host: '127.0.0.1', port: await listeningPort(server) }, changes);
    return { bodies };
  } catch (error) {
    return { bodies, error: (error as Error).message };
  } finally {
    server.close();
  }
}

describe('a single write of tags', () => {
  it('asks once when the agent has told the others', async () => {
    assert.deepEqual(await ask(''), { bodies: [asked] });
  });

  it('lets the agent tell again what it could not tell', async () => {
    assert.deepEqual(await ask(lost, lost, ''), { bodies: [asked, askedAgain, askedAgain] });
  });

  it('fails when the agent could not tell it three times', async () => {
    const error = `The Serf agent says: ${lost}`;
    assert.deepEqual(await ask(lost, lost, lost), { bodies: [asked, askedAgain, askedAgain], error });
  });

  it('does not hide a refusal behind a second try', async () => {
    const refusal = 'Encoded length of tags exceeds limit of 512 bytes';
    assert.deepEqual(await ask(refusal), { bodies: [asked], error: `The Serf agent says: ${refusal}` });
  });
});

/** Opens an agent that gives these bodies, until the test ends. */
async function opened(t: TestContext, given: Readonly<Record<string, unknown>>): Promise<Agent> {
  const server = serf(given);
  const agent = await openAgent({ host: '127.0.0.1', port: await listeningPort(server) });
  t.after(() => {
    agent.close();
    server.close();
  });
  return agent;
}

const member = (name: string, tags: Readonly<Record<string, string>>, address = [10, 0, 0, 7]) => ({
  ...{ Name: name, Tags: tags, Port: 5000 },
  Addr: Uint8Array.from(address),
});

describe('an agent', () => {
  const stats = { agent: { name: 'pi-1' }, tags: { services: 'new' } };

  it('says which tags it was given last, and which it tells others', async (t) => {
    const agent = await opened(t, { stats, 'members-filtered': { Members: [member('pi-1', { services: 'old' })] } });
    assert.deepEqual(await agent.own(), { name: 'pi-1', tags: { services: 'new' }, told: { services: 'old' } });
  });

  it('tells others the tags that it was given while it does not list itself', async (t) => {
    const agent = await opened(t, { stats, 'members-filtered': { Members: null } });
    assert.deepEqual((await agent.own()).told, { services: 'new' });
  });

  it('lists members whose address has four bytes or sixteen, and those without one', async (t) => {
    const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 8];
    const agent = await opened(t, {
      'members-filtered': { Members: [member('a', {}), member('b', {}, mapped), member('c', {}, [1])] },
    });
    assert.deepEqual(
      (await agent.membersWith('services', '.+')).map(({ name, address }) => [name, address]),
      [
        ['a', '10.0.0.7'],
        ['b', '10.0.0.8'],
        ['c', undefined],
      ],
    );
  });
});
