import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { formulaOf } from '../../scripts/homebrew-formula.ts';
import { namedRepository, notesOf, requireOwner, versionOf } from '../../scripts/release-texts.ts';

const root = join(import.meta.dirname, '../..');
const manifest = readFileSync(join(root, 'package.json'), 'utf8');
const changelog =
  '# Changelog\n\n## 0.2.0 (not released yet)\n\n- new\n\n## 0.1.10 (2027-01-02)\n\n- b\n- c\n\n## 0.1.1\n\n- a\n';

describe('a release', () => {
  it('says in package.json where its repository is, and is not published before', () => {
    assert.throws(() => requireOwner(manifest), /whose repository/);
    const named = namedRepository(manifest, 'ada/cloud');
    requireOwner(named);
    const { repository, bugs, homepage } = JSON.parse(named);
    assert.deepEqual(
      [repository.url, bugs.url, homepage],
      [
        'git+https://github.com/ada/cloud.git',
        'https://github.com/ada/cloud/issues',
        'https://github.com/ada/cloud#readme',
      ],
    );
    assert.throws(() => namedRepository(manifest, 'ada'), /no OWNER\/NAME/);
  });

  it('has the notes of its own version', () => {
    assert.equal(notesOf(changelog, '0.1.10'), '- b\n- c');
    assert.equal(notesOf(changelog, '0.1.1'), '- a');
  });

  for (const [tag, version, message] of [
    ['v0.1.2', '0.1.1', 'The tag is v0.1.2, and package.json has version 0.1.1.'],
    ['v0.1.2', '0.1.2', 'CHANGELOG.md has no part "## 0.1.2".'],
    ['v0.2.0', '0.2.0', 'CHANGELOG.md says "0.2.0 (not released yet)": write the day of the release.'],
  ] as const) {
    it(`is refused for ${tag} with ${version}`, () => {
      assert.throws(() => notesOf(changelog, versionOf(tag, version)), { message });
    });
  }

  it('tells Homebrew which file is for which Mac', () => {
    const [arm, intel] = ['a', 'b'].map((letter) => letter.repeat(64));
    const sums = `${arm}  microcloud-macos-arm64.tar.gz\n${intel} *microcloud-macos-x64.tar.gz\n`;
    const formula = formulaOf('ada/cloud', '0.2.0', sums);
    const from = 'https://github.com/ada/cloud/releases/download/v0.2.0';
    for (const [processor, sum, name] of [
      ['arm', arm, 'arm64'],
      ['intel', intel, 'x64'],
    ])
      assert.ok(
        formula.includes(
          `on_${processor} do\n    url "${from}/microcloud-macos-${name}.tar.gz"\n    sha256 "${sum}"\n  end`,
        ),
        formula,
      );
    assert.throws(() => formulaOf('ada/cloud', '0.2.0', sums.replace('arm64', 'arm')), {
      message: 'SHA256SUMS has no line for microcloud-macos-arm64.tar.gz.',
    });
  });
});
