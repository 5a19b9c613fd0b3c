import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runPublishers } from '../../src/tasks/publisher-run.ts';
import { freshPi } from '../support/scratch/fresh-pi.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';
import { scratchRun } from '../support/scratch/scratch-run.ts';

const said = 'echo "+ web"; echo "<6>listens to Serf" >&2; echo "<4>waits" >&2; exit 3';
const publishing = (name: string, address: string) => {
  const world = freshPi(name, address);
  return { ...world, programs: { ...world.programs, runuser: said } };
};

describe('one pass of the publishers', needsScratch, () => {
  it("is the publisher's own user's, and tells what it printed, without the levels of its log", async (t) => {
    const { run, nodes, open } = await scratchRun(t, publishing);
    const [first, ...others] = await runPublishers(run, { dryRun: true });
    assert.deepEqual(first, { node: 'pi-1', code: 3, stdout: '+ web\n', stderr: 'listens to Serf\nwaits\n' });
    assert.equal(others.length, 2);
    assert.deepEqual(nodes.get('pi-1')?.calls(), [
      'runuser -u microcloud-publisher -- /usr/bin/node /usr/local/lib/microcloud/publisher.cjs --config /etc/microcloud/publisher.json --once --dry-run',
    ]);
    assert.deepEqual([...open], []);
  });

  it('goes on with the others where one node does not answer', async (t) => {
    const { run, open } = await scratchRun(t, publishing, { off: ['pi-2'] });
    const passes = await runPublishers(run, { dryRun: false });
    assert.deepEqual(
      passes.map(({ node, code, stderr }) => `${node} ${code} ${stderr.split('\n')[0]}`),
      ['pi-1 3 listens to Serf', 'pi-2 1 pi-2 does not answer.', 'pi-3 3 listens to Serf'],
    );
    assert.deepEqual([...open], []);
  });
});
