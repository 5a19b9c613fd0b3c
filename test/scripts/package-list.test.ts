import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { spdxOf } from '../../scripts/package-list.ts';

const release = { version: '0.2.0', page: 'https://github.com/ada/cloud', node: 'v26.10.0', now: new Date(0) };
const parts = [
  { name: '@scope/one', version: '1.2.3', licence: 'MIT' },
  { name: 'two', version: '2.0.0', licence: '(MIT OR Apache-2.0)' },
];

describe('the list of packages in a release', () => {
  const { packages, relationships, ...document } = JSON.parse(spdxOf(parts, release));

  it('has the program, what is bundled in it, the Node of its files, and nothing else', () => {
    const named = packages.map(({ name, versionInfo }: Record<string, string>) => `${name} ${versionInfo}`);
    assert.deepEqual(named, ['microcloud 0.2.0', '@scope/one 1.2.3', 'two 2.0.0', 'node 26.10.0']);
    const [, one] = packages;
    assert.deepEqual(
      [one.licenseDeclared, one.externalRefs[0].referenceLocator],
      ['MIT', 'pkg:npm/%40scope/one@1.2.3'],
    );
  });

  it('is a document of SPDX 2.3 whose ids are right, and all related', () => {
    assert.deepEqual(
      [document.spdxVersion, document.dataLicense, document.creationInfo.created],
      ['SPDX-2.3', 'CC0-1.0', '1970-01-01T00:00:00Z'],
    );
    const ids = packages.map(({ SPDXID }: Record<string, string>) => SPDXID);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^SPDXRef-[A-Za-z0-9.-]+$/);
    assert.deepEqual(
      relationships.map(({ relatedSpdxElement }: Record<string, string>) => relatedSpdxElement),
      ids,
    );
  });

  it('is made by the release of what the build has bundled, and not by npm, for which all is a tool', () => {
    const workflow = readFileSync(join(import.meta.dirname, '../../.github/workflows/release.yml'), 'utf8');
    assert.doesNotMatch(workflow, /npm sbom/);
    assert.match(
      workflow,
      /npm pack [^\n]*\n +- run: node scripts\/release\.ts packages "\$GITHUB_REF_NAME" > out\/microcloud\.spdx\.json/,
    );
  });
});
