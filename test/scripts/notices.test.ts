import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { build } from 'esbuild';
import { bundledPackages, noticesText, partsOf } from '../../scripts/notices.ts';
import { layOut, temporary } from '../support/temporary.ts';

const mit = 'The MIT License\n\nCopyright A. Author\n';

describe('the notices of a built program', () => {
  for (const [what, licences] of [
    ['in LICENSE', { LICENSE: mit }],
    ['in LICENCE.md', { 'LICENCE.md': mit }],
    ['in license, with a NOTICE', { license: mit, NOTICE: 'Copyright A. Author' }],
  ] as const) {
    it(`have the licence that a package has ${what}`, async (t) => {
      const packages = await bundled(await temporary(t), licences);
      assert.deepEqual(
        packages.map(({ name, version, licence }) => [name, version, licence]),
        [['@scope/one', '1.2.3', 'MIT']],
      );
      assert.match(
        noticesText('program', packages),
        /^program contains .*: @scope\/one 1\.2\.3\.\n[\s\S]*Copyright A\. Author/,
      );
    });
  }

  it('are not written where a package has no licence that could be handed on', async (t) => {
    await assert.rejects(bundled(await temporary(t), {}), /^Error: @scope\/one 1\.2\.3 has no file with its licence/);
  });
});

/** What a build of a program finds that imports one package. */
async function bundled(root: string, licences: Readonly<Record<string, string>>) {
  const folder = 'node_modules/@scope/one';
  const files = {
    'package.json': JSON.stringify({ name: '@scope/one', version: '1.2.3', license: 'MIT' }),
    ...licences,
  };
  await layOut(root, [
    // Nothing of the second package is used, so the build leaves it out.
    ['main.js', "import '@scope/one'; import { unused } from 'two';"],
    ['node_modules/two/index.js', 'export const unused = 1;'],
    ['node_modules/two/package.json', '{"name":"two","version":"2.0.0","sideEffects":false}'],
    [`${folder}/index.js`, 'console.log(1);'],
    ...Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text] as const),
  ]);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'main.js')],
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return bundledPackages(root, partsOf(metafile));
}
