import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileName } from '../../src/artifacts/artifact-table.ts';
import { cloudyArtifacts, cloudySources } from '../../src/artifacts/cloudy-sources.ts';
import { makeScope } from '../support/plan.ts';

describe("Cloudy's sources", () => {
  it('are pinned: each has a sum, and its commit is in its address', () => {
    for (const { origin, version, pin } of Object.values(cloudySources)) {
      assert.match(version, /^[0-9a-f]{40}$/);
      assert.ok(origin.includes(version));
      assert.match(pin?.sha256 ?? '', /^[0-9a-f]{64}$/);
    }
  });

  it('have names of their own on a node', () => {
    const names = Object.values(cloudySources).map(fileName);
    assert.equal(new Set(names).size, names.length);
  });

  const count = (changes: Parameters<typeof makeScope>[0]) => cloudyArtifacts(makeScope(changes)).length;
  it('are needed as the inventory says', () => {
    assert.equal(count({}), 4);
    assert.equal(count({ cloudy: { install: 'cloudynitzar' } }), 5);
    assert.equal(count({ cloudy: { install: 'agent' } }), 0);
    assert.equal(count({ all: { cloudy: false } }), 0);
  });
});
