import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { idBehind, UserError } from '../../src/errors.ts';
import { isAboutLeader, waitsInVain } from '../../src/tasks/work.ts';
import { fakeCluster } from '../support/fake-cluster.ts';

describe('a run that is about the leader', () => {
  const rows: Readonly<Record<string, readonly [string[], string[], boolean]>> = {
    'has the leader among its nodes': [['pi-1', 'pi-2'], [], true],
    'has the leader among its nodes, also where the leader does not answer': [['pi-1', 'pi-2'], ['pi-1'], true],
    'is not one of other nodes only': [['pi-2', 'pi-3'], [], false],
    'is not one of other nodes only, wherever the leader is': [['pi-2', 'pi-3'], ['pi-1'], false],
  };
  for (const [title, [only, off, expected]] of Object.entries(rows)) {
    it(title, async () => {
      const cluster = await fakeCluster({ joined: ['pi-1'], off });
      assert.equal(isAboutLeader(await cluster.work({ only })), expected);
    });
  }
});

describe('a node that waits in vain', () => {
  it('is told for whom, to look there, and keeps the cause for the log', () => {
    const cause = new UserError('pi-1: the card is full.', { id: 'disk.low', hints: ['df -h'] });
    const error = waitsInVain('pi-2', 'pi-1', 'cannot join', cause);
    assert.equal(error.message, 'pi-2 cannot join: it waits for pi-1, which fails.');
    assert.deepEqual(error.hints, ['Solve what is said about pi-1, then run the same command again.']);
    assert.equal(idBehind(error), 'disk.low');
  });
});
