import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runRound } from '../../src/engine/round.ts';
import { publisherState } from '../../src/facts/publisher.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';

const file = '/run/microcloud-publisher/status.json';

describe("a status in the folder of the publisher's user", needsScratch, () => {
  it('is read by root through no link', async (t) => {
    const connection = await scratchNode(t, {
      files: { '/etc/secret': 'of root\n' },
      links: { [file]: '/etc/secret' },
    });
    const result = await runRound(connection, { changes: [], facts: [publisherState], holder: 'test' });
    assert.equal(result.kind, 'done');
    assert.deepEqual(result.answers.get(publisherState), { kind: 'none' });
  });
});
