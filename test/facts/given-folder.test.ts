import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runRound } from '../../src/engine/round.ts';
import { givenFolder } from '../../src/facts/nfs.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';

/** As exportfs of Debian 12 writes them. */
const options = (check: string) =>
  `(rw,sync,wdelay,hide,nocrossmnt,secure,root_squash,no_all_squash,${check},secure_locks,acl,no_pnfs,anonuid=65534,anongid=65534,sec=sys,rw,secure,root_squash,no_all_squash)`;

describe('to whom the folder for all nodes is given', needsScratch, () => {
  it('says who could have more of the disk than the folder', async (t) => {
    const etab = [
      `/var/lib/microcloud-nfs\t192.168.0.202${options('subtree_check')}`,
      `/var/lib/microcloud-nfs\t192.168.0.201${options('no_subtree_check')}`,
      `/srv/films\t192.168.0.0/24${options('no_subtree_check')}`,
    ];
    const files = { '/var/lib/nfs/etab': `${etab.join('\n')}\n` };
    const connection = await scratchNode(t, { files });
    const result = await runRound(connection, { changes: [], facts: [givenFolder], holder: 'test' });
    assert.equal(result.kind, 'done');
    assert.deepEqual(result.answers.get(givenFolder).clients, ['192.168.0.201 beyond', '192.168.0.202']);
  });
});
