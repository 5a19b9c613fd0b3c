import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { temporary } from '../support/temporary.ts';

const root = join(import.meta.dirname, '../..');
const units = globSync('templates/*.service', { cwd: root }).map((path) => basename(path, '.service'));
const textOf = (unit: string) => readFileSync(join(root, 'templates', `${unit}.service`), 'utf8');

/** These may do more than systemd calls safe; docs/threat-model.md says why. */
const mayMore = [
  ...['cdistro', 'cdistrod', 'k3s', 'kubelet'],
  ...[
    'microcloud-certificates',
    'microcloud-copy',
    'microcloud-entrance',
    'microcloud-node-exporter',
    'microcloud-proxy',
  ],
];

const version = /^systemd (\d+)/.exec(
  spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout ?? '',
)?.[1];
const skip =
  Number(version ?? 0) >= 250 ? false : 'there is no systemd-analyze of 250 or later, which reads files of units';

describe('units that run on nodes', () => {
  for (const unit of units) {
    if (mayMore.includes(unit)) continue;
    it(`${unit} may do little`, { skip }, async (t) => {
      const file = join(await temporary(t), `${unit}.service`);
      writeFileSync(file, textOf(unit).replaceAll(/\{\{\w+\}\}/g, 'x'));
      const args = ['security', '--offline=yes', '--no-pager', file];
      const verdict = execFileSync('systemd-analyze', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      const exposure = /Overall exposure level .*: ([\d.]+)/.exec(verdict)?.[1];
      assert.ok(exposure !== undefined && Number(exposure) <= 2, `${exposure}, and the limit is 2`);
    });
  }

  it('are named in the threat model where they may do more', () => {
    const model = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');
    const [line = ''] = /^\|.*systemd-analyze security.*$/m.exec(model) ?? [];
    const named = units.filter((unit) => new RegExp(`\\b${unit}\\b(?!-)`).test(line));
    assert.deepEqual(
      named,
      units.filter((unit) => mayMore.includes(unit)),
    );
  });

  for (const unit of ['cdistro', 'cdistrod']) {
    it(`${unit} takes no more memory and processes than a node can spare`, () => {
      assert.match(textOf(unit), /^MemoryMax=192M$/m);
      assert.match(textOf(unit), /^TasksMax=128$/m);
    });
  }
});
