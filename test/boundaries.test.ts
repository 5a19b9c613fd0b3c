import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { edgesOf, findCycle, importsIn, readImports } from './support/imports.ts';

const root = join(import.meta.dirname, '..');
const imports = readImports(root);
const edges = edgesOf(imports);

/** What only these files may import: each pattern of `by` stands for files that do. */
const only: readonly { readonly what: RegExp; readonly by: readonly RegExp[] }[] = [
  { what: /^@inquirer\//, by: [/^src\/cli\//] },
  { what: /^@oclif\//, by: [/^src\/cli\//, /^src\/commands\//] },
  { what: /^ssh2/, by: [/^src\/transport\//] },
  // ssh tells what its configuration means, Ansible what its inventory means, and a ProxyCommand is a connection.
  { what: /^execa/, by: [/^lab\//] },
  {
    what: /^node:child_process/,
    by: [
      /^lab\//,
      /^publisher\/cloudy-serf\.ts$/,
      /^src\/transport\/(ask-ssh|proxy-command)\.ts$/,
      /^src\/inventory\/ansible\/ask-ansible\.ts$/,
      /^src\/ui\/open-browser\.ts$/,
    ],
  },
  { what: /^src\/cli\//, by: [/^src\/cli\//, /^src\/commands\//, /^page\//] },
  {
    what: /^src\/tasks\//,
    by: [/^src\/tasks\//, /^src\/screen\//, /^src\/cli\//, /^src\/commands\//, /^page\//],
  },
  // What works, works without a screen.
  {
    what: /^src\/screen\//,
    by: [/^src\/screen\//, /^src\/cli\//, /^src\/commands\//, /^page\//],
  },
  { what: /^src\/ui\//, by: [/^src\/ui\//, /^src\/cli\//, /^src\/commands\//, /^page\//] },
  { what: /^preact/, by: [/^page\//] },
  { what: /^@kubernetes\/client-node/, by: [/^src\/kube\/live-/] },
  { what: /^src\/steps\//, by: [/^src\/steps\//, /^src\/tasks\//] },
  // Anyone may say the id of a finding; what it means is doctor's business.
  {
    what: /^src\/doctor\/(?!finding-ids\.ts$)/,
    by: [/^src\/doctor\//, /^src\/tasks\//, /^src\/screen\//, /^src\/commands\//],
  },
  { what: /^lab\//, by: [/^lab\//, /^src\/commands\/lab\//, /^src\/screen\//] },
  { what: /^@msgpack\//, by: [/^publisher\//] },
  // The publisher is a program of its own, and runs on an older Node.
  { what: /^publisher\/(?!(config|status)\.ts$)/, by: [/^publisher\//] },
  // The engine, and all that it runs, know connections by their interface only.
  { what: /^src\/transport\/(?!connection\.ts$)/, by: [/^src\/transport\//, /^src\/tasks\//, /^src\/artifacts\//] },
];

/** What these files must not import. */
const never: readonly { readonly from: readonly RegExp[]; readonly what: readonly RegExp[] }[] = [
  { from: [/^src\//], what: [folder('commands')] },
  {
    from: ['engine', 'steps', 'resources', 'facts', 'shell', 'inventory'].map(folder),
    what: [folder('kube'), /^lab\//],
  },
  {
    from: ['resources', 'facts', 'shell', 'inventory', 'transport'].map(folder),
    what: [folder('steps'), folder('tasks'), /^src\/artifacts\/(?!architectures\.ts$)/],
  },
  // The engine asks when a node has started, and no more: what a fact is about, only the fact itself knows.
  { from: [folder('engine')], what: [/^src\/facts\/(?!(command|machine)\.ts$)/] },
  { from: [folder('shell')], what: [/./] },
  // What serves the page knows nothing of what is on it, and nobody but browsers runs the page.
  { from: [folder('ui')], what: [/^(?!node:|src\/ui\/|src\/(errors|visible-text|package-root)\.ts$)/] },
  { from: [/^src\//, /^publisher\//, /^lab\//], what: [/^page\//] },
  // Every folder may read the columns.
  {
    from: [folder('distributions')],
    what: [/^src\/(?!distributions\/|shell\/|errors\.ts$|inventory\/schema\.ts$|artifacts\/architectures\.ts$)/],
  },
  // Only a clone has what builds, tries and measures.
  { from: [/^src\//, /^lab\//], what: [/^scripts\//, /^bench\//, /^test\//] },
  { from: [/^publisher\//], what: [/^(?!node:|@msgpack\/|publisher\/)/] },
  // What a lab is made of is the program's vocabulary, not the program's work.
  {
    from: [/^lab\//],
    what: [
      ...['commands', 'tasks', 'engine', 'steps', 'doctor', 'facts', 'transport', 'kube'].map(folder),
      /^publisher\//,
    ],
  },
];

function folder(name: string): RegExp {
  return new RegExp(`^src/${name}/`);
}

const sourcesOf = (patterns: readonly RegExp[]) => patterns.map(({ source }) => source).join(', ');
const matches = (patterns: readonly RegExp[], name: string) => patterns.some((pattern) => pattern.test(name));

describe('the imports of the program, the publisher and the lab', () => {
  it('are found', () => {
    assert.ok(edges.some(({ from, to }) => from === 'src/screen/plan-items.ts' && to === 'diff'));
    const text = "import type { A } from '../a.ts';\nimport './b.ts';\nconst c = await import('c');\n} from 'd';";
    assert.deepEqual(importsIn('src/x/y.ts', text), ['src/a.ts', 'src/x/b.ts', 'c', 'd']);
  });

  for (const { what, by } of only) {
    it(`of ${what.source} are in ${sourcesOf(by)} only`, () => {
      assert.deepEqual(
        edges.filter(({ from, to }) => what.test(to) && !matches(by, from)),
        [],
      );
    });
  }

  it('are made by all who may', () => {
    for (const { what, by } of only) {
      const unused = by.filter((pattern) => !edges.some(({ from, to }) => what.test(to) && pattern.test(from)));
      assert.deepEqual(unused, [], `imports nothing of ${what.source}`);
    }
  });

  for (const { from: who, what } of never) {
    it(`of ${sourcesOf(what)} are nowhere in ${sourcesOf(who)}`, () => {
      assert.deepEqual(
        edges.filter(({ from, to }) => matches(who, from) && matches(what, to)),
        [],
      );
    });
  }

  it('are ruled by names of files and packages that exist', () => {
    const others = globSync('{scripts,bench,test}/**/*.ts', { cwd: root });
    const names = [...imports.keys(), ...edges.map(({ to }) => to), ...others];
    const patterns = [...only.map(({ what }) => what), ...never.flatMap(({ from, what }) => [...from, ...what])];
    assert.deepEqual(
      patterns.filter((pattern) => !names.some((name) => pattern.test(name))),
      [],
    );
  });

  it('of tasks in what draws are types only: a screen starts no work', () => {
    const files = globSync('src/screen/*.ts', { cwd: root });
    assert.ok(files.length > 0);
    const starting = files.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line) => (/^import (?!type ).*'\.\.\/tasks\//.test(line) ? [`${file}: ${line}`] : [])),
    );
    assert.deepEqual(starting, []);
  });

  it('of the program in its page are types, and modules that import only each other: a browser has no Node', () => {
    const isPlain = (module: string): boolean => imports.get(module)?.every(isPlain) ?? false;
    const files = globSync('page/*.{ts,tsx}', { cwd: root });
    assert.ok(files.length > 0);
    const running = files.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line) => /^(?:import (?!type )|\} ).*'\.\.\/(src\/[^']+)'/.exec(line)?.[1] ?? [])
        .filter((module) => !isPlain(module))
        .map((module) => `${file}: ${module}`),
    );
    assert.deepEqual(running, []);
  });

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
