import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pinnable } from '../../scripts/ask-publishers.ts';
import { clusterArtifacts } from '../../src/artifacts/artifact-table.ts';
import table from '../../src/artifacts/pins.json' with { type: 'json' };
import { pinOf } from '../../src/artifacts/pins.ts';
import { distributions } from '../../src/distributions/table.ts';
import { Version } from '../../src/distributions/version.ts';

describe('the table of sums', () => {
  it('has one sum for each origin, in order', () => {
    const origins = Object.keys(table);
    assert.deepEqual(
      origins,
      origins.toSorted((a, b) => (a < b ? -1 : 1)),
    );
    for (const [origin, sum] of Object.entries(table)) assert.match(`${origin} ${sum}`, /^\S+ [0-9a-f]{64}$/);
    assert.equal(new Set(Object.values(table)).size, origins.length, 'two different things have one sum');
  });

  it('knows only what a cluster of some version takes', () => {
    const versions = ['1.35.4', '1.35.7', '1.35.8', '1.36.3', '1.36.4', '1.36.4+k3s1'];
    // What `node scripts/pins.ts` writes without a version belongs there, too.
    const asked = Object.values(distributions).flatMap(({ usual, tested }) => [usual, ...tested]);
    const known = pinnable(new Set([...versions, ...asked])).map(({ origin }) => origin);
    assert.deepEqual(
      Object.keys(table).filter((origin) => !known.includes(origin)),
      [],
    );
  });

  it('is what artifacts carry', () => {
    const cluster = { distribution: 'k3s', version: Version.of('1.36.4+k3s1') } as const;
    const [program] = clusterArtifacts(cluster, 'worker', 'arm64');
    assert.equal(program?.pin?.sha256, 'c920706346d5ad4e5cd3c7bf1bb09ce71ebe07fec829e513e40f1caf98aed8bb');
    assert.equal(pinOf('https://dl.k8s.io/release/v1.2.3/bin/linux/arm64/kubeadm'), undefined);
    assert.equal(pinOf('constructor'), undefined);
  });
});
