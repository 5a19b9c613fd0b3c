import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tracesOf } from '../../../src/steps/leave/traces.ts';

const src = new URL('../../../src', import.meta.url).pathname;

/** What stays on a node that leaves, and why. */
const stays: Readonly<Record<string, string>> = {
  'apt-keys-before': "what Cloudy's installer found: Cloudy stays",
  backup: 'how the network was set up before: the address stays',
  backups: 'copies that somebody wanted to have',
  cloudynitzar: 'Cloudy stays',
  doctor: 'a folder that a check makes and removes',
  network: 'the way back of a change of address',
  programs: 'a step of its own removes it, after the programs',
};

/** Lists the files and folders in /var/lib/microcloud that sources name. */
function namedInSources(): readonly string[] {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const texts = files.map((path) => readFileSync(join(src, path), 'utf8'));
  const names = texts.flatMap((text) => [...text.matchAll(/\/var\/lib\/microcloud\/([a-z][\w.-]*\w)/g)]);
  return [...new Set(names.map(([, name = '']) => name))].sort();
}

describe('what a cluster leaves in /var/lib/microcloud', () => {
  it('is removed with the cluster, or stays for a reason', () => {
    const { state, installed } = tracesOf({ distribution: 'kubeadm' });
    const left = namedInSources().filter(
      (name) => !(name in stays) && ![...state, ...installed].includes(`/var/lib/microcloud/${name}`),
    );
    assert.deepEqual(left, []);
  });
});
