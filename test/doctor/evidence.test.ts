import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { loadChecks } from '../../src/doctor/themes.ts';
import { cloudyFaults, pageFaults } from '../support/faults/cloudy.ts';
import { clusterFaults } from '../support/faults/cluster.ts';
import { linkFaults } from '../support/faults/link.ts';
import { machineFaults } from '../support/faults/machine.ts';
import { networkFaults } from '../support/faults/network.ts';
import { podFaults } from '../support/faults/pods.ts';
import { newcomerFaults, systemFaults } from '../support/faults/system.ts';
import { endlessFaults, refusalFaults } from '../support/faults/workloads.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/checks-not-shown.md'), 'utf8');

it('each check is shown on a simulated node, or docs/checks-not-shown.md says what speaks for the check', async () => {
  const faults = [
    machineFaults,
    systemFaults,
    newcomerFaults,
    networkFaults,
    clusterFaults,
    podFaults,
    refusalFaults,
    endlessFaults,
    pageFaults,
    cloudyFaults,
    linkFaults,
  ];
  const shown = ['node.absent', ...faults.flatMap((some) => some.map(({ id }) => id))];
  const listed = [...page.matchAll(/^\| `(.*?)` \|/gm)].map(([, id = '']) => id);
  const ids = (await loadChecks()).map(({ id }) => id);
  assert.ok(new Set(shown).size >= 60);
  assert.deepEqual(
    ids.filter((id) => !shown.includes(id)),
    ids.filter((id) => listed.includes(id)),
  );
  assert.deepEqual(
    [...shown, ...listed].filter((id) => !ids.includes(id)),
    [],
  );
});

it('docs/checks-not-shown.md has the right number of faults, and names only tests that exist', () => {
  const single = [machineFaults, systemFaults, newcomerFaults, networkFaults].flat().length;
  const others = [clusterFaults, podFaults, refusalFaults, endlessFaults, pageFaults, cloudyFaults, linkFaults].flat();
  const counted = [...page.matchAll(/(\d+) faults/g)].map(([, count]) => Number(count));
  assert.deepEqual(counted, [single, others.length]);
  const paths = [...page.matchAll(/\btest\/[\w./-]*\w/g)].map(([path]) => path);
  assert.ok(paths.length > 20);
  assert.deepEqual(
    paths.filter((path) => !existsSync(join(import.meta.dirname, '../..', path))),
    [],
  );
});
