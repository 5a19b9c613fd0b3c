import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { compile, questionsOf } from '../../src/engine/compile.ts';
import type { Change, Fact } from '../../src/engine/model.ts';

/**
 * Rules of shellcheck that do not apply here: formats for other programs (2016), variables of a subshell (2030, 2031),
 * a clock offset that no question uses (2034), constants in conditions and loops (2194, 2043), a mode for the deepest
 * directory alone (2174), commands after an exit (2317).
 */
const accepted = '2016,2030,2031,2034,2043,2174,2194,2317';

/** Fails unless dash reads the round that a node would get, and shellcheck finds nothing in it. */
export function assertShell({
  changes = [],
  facts = [],
}: {
  changes?: readonly Change[];
  facts?: readonly Fact<unknown>[];
}) {
  const round = {
    changes,
    questions: questionsOf(facts),
    nonce: 'microcloud-0123456789',
    holder: 'ana@laptop',
    now: 0,
  };
  const input = compile(round).wire;
  for (const [command, ...args] of [
    ['dash', '-n'],
    ['shellcheck', '-s', 'sh', '-S', 'warning', '-e', accepted, '-'],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8' });
    assert.equal(status, 0, `${command}:\n${stdout}${stderr}`);
  }
}
