import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { decodeMultiStream, encode } from '@msgpack/msgpack';
import { writeAndTell } from '../../../publisher/serf/agent.ts';
import { listeningPort } from '../../support/listening-port.ts';

const lost = 'timeout waiting for update broadcast';
const changes = { set: { services: 'x' }, remove: ['k'] };
const asked = { Tags: { services: 'x' }, DeleteTags: ['k'] };
const askedAgain = { Tags: {}, DeleteTags: [] };

/** Lets an agent that gives these answers be asked. Returns what it was asked, and what the caller was told. */
async function ask(...answers: readonly string[]): Promise<{ readonly bodies: unknown[]; readonly error?: string }> {
  const bodies: unknown[] = [];
  const server = createServer(async (socket) => {
    const objects = decodeMultiStream(socket);
    for await (const header of objects) {
      const { Command: command, Seq } = header as { readonly Command: string; readonly Seq: number };
      const body = (await objects.next()).value;
      if (command === 'tags') bodies.push(body);
      socket.write(encode({ Seq, Error: command === 'tags' ? (answers[bodies.length - 1] ?? '') : '' }));
    }
  });
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
