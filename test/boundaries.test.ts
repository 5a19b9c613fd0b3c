import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { edgesOf, findCycle, importsIn, readImports } from './support/imports.ts';

const imports = readImports(join(import.meta.dirname, '..'));
const edges = edgesOf(imports);

/** What only these files may import. */
const only: readonly { readonly what: RegExp; readonly by: RegExp }[] = [
  { what: /^listr2/, by: /^src\/tasks\// },
  { what: /^@inquirer\//, by: /^src\/(commands\/|[a-z]+-command\.ts$)/ },
  { what: /^@oclif\//, by: /^src\/(commands\/|hooks\/|[a-z]+-command\.ts$|run\.ts$)/ },
  { what: /^ssh2/, by: /^src\/transport\// },
  { what: /^(execa|node:child_process)/, by: /^lab\// },
  { what: /^src\/commands\//, by: /^src\/commands\// },
  { what: /^src\/[a-z]+-command\.ts$/, by: /^src\/(commands\/|[a-z]+-command\.ts$)/ },
  { what: /^src\/tasks\//, by: /^src\/(tasks|report|commands)\/|^src\/[a-z]+-command\.ts$/ },
  { what: /^src\/steps\//, by: /^src\/(steps|tasks)\// },
  { what: /^lab\//, by: /^lab\/|^src\/(commands\/lab|report)\// },
  { what: /^@msgpack\//, by: /^publisher\// },
  // The publisher is a program of its own, and runs on an older Node.
  { what: /^publisher\/(?!(config|status)\.ts$)/, by: /^publisher\// },
  // The engine, and all that it runs, know connections by their interface only.
  { what: /^src\/transport\/(?!connection\.ts$)/, by: /^src\/(transport|tasks|artifacts|kube|commands)\// },
];

/** What these files must not import. */
const never: readonly { readonly from: RegExp; readonly what: RegExp }[] = [
  { from: /^src\/(engine|steps|resources|facts|shell|inventory)\//, what: /^(src\/(report|kube)|lab)\// },
  {
    from: /^src\/(resources|facts|shell|inventory|transport)\//,
    what: /^src\/(steps|tasks|artifacts(?!\/architectures\.ts))\//,
  },
  { from: /^src\/shell\//, what: /./ },
  { from: /^publisher\//, what: /^(?!node:|@msgpack\/|publisher\/)/ },
  // What a lab is made of is the program's vocabulary, not the program's work.
  { from: /^lab\//, what: /^src\/(commands|tasks|engine|steps|doctor|facts|transport|kube)\/|^publisher\// },
];

describe('the imports of the program, the publisher and the lab', () => {
  it('are found', () => {
    assert.ok(edges.some(({ from, to }) => from === 'src/tasks/rows.ts' && to === 'listr2'));
    const text = "import type { A } from '../a.ts';\nimport './b.ts';\nconst c = await import('c');\n} from 'd';";
    assert.deepEqual(importsIn('src/x/y.ts', text), ['src/a.ts', 'src/x/b.ts', 'c', 'd']);
  });

  for (const { what, by } of only) {
    it(`of ${what.source} are in ${by.source} only`, () => {
      assert.deepEqual(
        edges.filter(({ from, to }) => what.test(to) && !by.test(from)),
        [],
      );
    });
  }

  for (const { from: who, what } of never) {
    it(`of ${what.source} are nowhere in ${who.source}`, () => {
      assert.deepEqual(
        edges.filter(({ from, to }) => who.test(from) && what.test(to)),
        [],
      );
    });
  }

  it('make no circle', () => {
    assert.equal(findCycle(imports)?.join(' → '), undefined);
    assert.deepEqual(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', ['c', 'd']],
          ['c', []],
          ['d', ['b']],
        ]),
      ),
      ['b', 'd', 'b'],
    );
  });
});
