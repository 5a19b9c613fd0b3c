import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');
const sources = globSync('src/**/*.ts', { cwd: root }).map((file) => ({
  file,
  text: readFileSync(join(root, file), 'utf8'),
}));

interface Row {
  readonly says: RegExp;
  /** Files that may say it; default: none. */
  readonly only?: RegExp;
  /** Shows that the row finds it. */
  readonly example: string;
}

/** What code may say in some files only. Comments are not code. */
const rows: Readonly<Record<string, Row>> = {
  // A loaded node says `address` and `sshAddress`; what sets the address asks whether the inventory wants it set.
  "the inventory's word staticAddress, but in texts": {
    says: /^(?:[^'"\n]|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")*\bstaticAddress\b/m,
    only: /^src\/(inventory\/|steps\/network\/|commands\/join\.ts$)/,
    example: "const address = node.staticAddress ?? 'staticAddress';",
  },
  'how long a run waits for what comes by itself': {
    says: /\blimitSeconds: \d/,
    example: "yield { kind: 'wait', limitSeconds: 60 };",
  },
  // What a script says is shown to people when it fails.
  'a systemd-run that tells the names of its units': {
    says: /systemd-run (?!-q )/,
    example: 'systemd-run --collect --on-active=1 true',
  },
  'the v of a release': {
    says: /`v\$\{/,
    only: /^src\/distributions\/version\.ts$/,
    example: 'kubernetesVersion: `v${version}`,',
  },
  // What differs is a column of src/distributions; what exists for one distribution only says so by `only`.
  "a comparison with a distribution's name": {
    says: /[!=]==? '(k3s|kubeadm)'|'(k3s|kubeadm)' [!=]==?|case '(k3s|kubeadm)'|includes\('(k3s|kubeadm)'\)/,
    example: "if (cluster.distribution !== 'kubeadm') return;",
  },
  // Who reads it may read YAML 1.1. The inventory is microcloud's own.
  'a writer of YAML': {
    says: /(?<!JSON\.)\bstringify\b[^\n]*from 'yaml'/,
    only: /^src\/(written-yaml\.ts|inventory\/edit-(keys|entries)\.ts)$/,
    example: "import { parse, stringify } from 'yaml';",
  },
  // How nodes join is what a task does, and no column.
  'a table of the distributions': {
    says: /^(?=[\s\S]*(^|[{,])\s*kubeadm: )(?=[\s\S]*(^|[{,])\s*k3s: )/m,
    only: /^src\/(distributions\/table\.ts|inventory\/(schema-cluster|defaults)\.ts|tasks\/join-access\/join-access\.ts)$/,
    example: 'const paths = {\n  kubeadm: 1,\n  k3s: 2,\n};',
  },
};

describe('the code of src', () => {
  for (const [what, { says, only, example }] of Object.entries(rows)) {
    it(`has ${what} ${only ? `in ${only.source} only` : 'nowhere'}`, () => {
      assert.match(codeOf(example), says);
      const found = sources.filter(({ text }) => says.test(codeOf(text))).map(({ file }) => file);
      assert.deepEqual(
        found.filter((file) => !only?.test(file)),
        [],
      );
      assert.ok(!only || found.length > 0, 'nobody says it any more: take the exception out');
    });
  }

  it('is told from comments', () => {
    const text = "// a.b\n/* a.b\n */ const c = 'https://a.b'; const d = \"it's /* a.b */\"; // it's";
    assert.equal(codeOf(text), "\n const c = 'https://a.b'; const d = \"it's /* a.b */\"; ");
  });
});

function codeOf(text: string): string {
  const parts = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=^|\s)\/\/.*|\/\*[\s\S]*?\*\//gm;
  return text.replaceAll(parts, (part) => (part.startsWith('/') ? '' : part));
}
