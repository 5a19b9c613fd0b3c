import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadChecks } from '../../src/doctor/themes.ts';
import { factsIn } from '../../src/engine/answers.ts';
import { loadPhases, loadRun, removalNames } from '../../src/steps/phases.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';

const checks = await loadChecks();
const removal = Object.values(removalNames).flat();
const steps = [...(await loadRun()), ...(await loadPhases(removal))].flatMap((phase) => phase.steps);
const reported = checks.filter(({ kind }) => kind === 'reported').map(({ id }) => id);

function readAll(folder: string, isMeant: (path: string) => boolean): string {
  const root = join(import.meta.dirname, '../..', folder);
  const files = globSync('**/*.ts', { cwd: root }).filter(isMeant);
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
}

describe('the checks', () => {
  it('have ids of their own, as people type them', () => {
    const ids = checks.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    for (const id of ids) assert.match(id, /^[a-z0-9]+\.[a-z0-9_]+$/);
  });

  it('say what they find, why it matters, and what to do, in whole sentences', () => {
    for (const { id, title, why, runbook, source } of checks) {
      assert.match(title, /^\S.*[^.\s]$/, id);
      assert.match(why, /^\S.*\.$/, id);
      assert.match(runbook, /[.)]$/, id);
      assert.notEqual(source, '', id);
    }
  });

  it('advise commands that can be typed, with no word of a sentence between the quotes', () => {
    const isWrong = (text: string) => /"[^"]*, (then|or)\b[^"]*"/.test(text);
    const wrong = checks.filter(({ advice }) => [advice].flat().some(isWrong)).map(({ id }) => id);
    assert.deepEqual(wrong, []);
  });

  it('entail only checks that exist', () => {
    const ids = checks.map(({ id }) => id);
    for (const { id, entails = [], entailsAnywhere = [] } of checks) {
      for (const pattern of [...entails, ...entailsAnywhere]) {
        const start = pattern.replace(/\*$/, '');
        assert.ok(
          ids.some((other) => (start === pattern ? other === pattern : other.startsWith(start))),
          `${id} entails ${pattern}`,
        );
      }
    }
  });

  it('never entail each other, since both would be left out', () => {
    const entailed = ({ entails = [], entailsAnywhere = [] }: (typeof checks)[number]) => [
      ...entails,
      ...entailsAnywhere,
    ];
    const covers = (cause: (typeof checks)[number], id: string) =>
      cause.id !== id &&
      entailed(cause).some((pattern) => (pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern));
    const pairs = checks.flatMap((one) =>
      checks.filter((other) => covers(one, other.id) && covers(other, one.id)).map((other) => `${one.id} ${other.id}`),
    );
    assert.deepEqual(pairs, []);
  });

  it('that other parts of the program report are reported somewhere', () => {
    const said = readAll('src', (path) => !path.startsWith('doctor/'));
    assert.deepEqual(
      reported.filter((id) => !said.includes(`'${id}'`)),
      [],
    );
  });

  it('have the id of every step except those of a removal, which doctor does not look for', () => {
    const ids = checks.map(({ id }) => id as string);
    const unknown = steps.map(({ id }) => id).filter((id) => !ids.includes(id));
    assert.deepEqual(
      unknown.filter((id) => !id.startsWith('leave.')),
      [],
    );
  });

  it('that doctor shares with other parts of the program exist', () => {
    const [, list = ''] =
      /type SharedId =([^;]*);/.exec(readAll('src/doctor', (path) => path === 'finding-ids.ts')) ?? [];
    const shared = [...list.matchAll(/'(.+?)'/g)].map(([, id = '']) => id);
    assert.notEqual(shared.length, 0);
    for (const id of shared)
      assert.ok(
        checks.some((check) => check.id === id && check.kind !== 'reported'),
        id,
      );
  });

  it('ask in sound shell', () => {
    const asked = { ...makeScope({ at: 'pi-1' }), since: '-1h' };
    const facts = checks.flatMap((check) => ('needs' in check ? factsIn(check.needs?.(asked) ?? {}) : []));
    assertShell({ facts });
  });
});
