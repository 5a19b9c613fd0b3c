import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { podNetworks } from '../../src/facts/reach.ts';
import { askScratch } from '../support/scratch/ask-scratch.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';

const numbers = Array.from({ length: 49 }, (_, index) => index + 1);

describe('pod networks of other nodes', needsScratch, () => {
  it('are all asked, with fifty nodes too', async (t) => {
    const routes = numbers.map((number) => `10.244.${number}.0/24 via 10.244.${number}.0 onlink\n`).join('');
    const programs = {
      ip: `printf '%s' '${routes}'`,
      ping: 'case "$*" in *" 10.244.49.0") exit 1 ;; esac',
    };
    const told = await askScratch(t, podNetworks, { programs });
    assert.deepEqual([...told.keys()].toSorted(), numbers.map((number) => `10.244.${number}.0`).toSorted());
    assert.deepEqual(
      [...told].filter(([, answers]) => !answers),
      [['10.244.49.0', false]],
    );
  });
});
