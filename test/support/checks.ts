import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Check } from '../../src/doctor/check.ts';
import { loadChecks } from '../../src/doctor/themes.ts';
import type { Scope } from '../../src/engine/model.ts';
import { makeScope, parsedFacts } from './plan.ts';

const checks = await loadChecks();

/**
 * What a node answers beyond the base, by the check's own names, and what the check then says; undefined where it says
 * nothing.
 */
export interface CheckRow {
  readonly when?: Readonly<Record<string, string>>;
  readonly scope?: Scope;
  readonly says: RegExp | undefined | 'unasked';
}

function checkOf(id: string): Check & { readonly kind: 'node' } {
  const check = checks.find((one) => one.id === id);
  assert.ok(check?.kind === 'node', `${id} is no check of a node`);
  return check;
}

/** Returns what a check of a node says for these answers of its facts. */
function judge(id: string, answers: Readonly<Record<string, string>>, scope = makeScope()): readonly string[] {
  const check = checkOf(id);
  const asked = { ...scope, since: '-1h' };
  const verdict = check.judge({ ...asked, facts: parsedFacts(check.needs(asked), answers) }) ?? [];
  if ('unasked' in verdict) return ['unasked'];
  const symptoms = 'length' in verdict ? verdict : [verdict];
  return symptoms.map(({ what = check.title, severity = check.severity }) => `${severity}: ${what}`);
}

/** Makes one test for each row. Titles finish "ID …". */
export function itJudges(id: string, base: Readonly<Record<string, string>>, rows: Readonly<Record<string, CheckRow>>) {
  for (const [title, { when = {}, scope, says }] of Object.entries(rows)) {
    it(`${id} ${title}`, () => {
      const said = judge(id, { ...base, ...when }, scope);
      if (says === undefined) return assert.deepEqual(said, []);
      if (says === 'unasked') return assert.deepEqual(said, ['unasked']);
      assert.equal(said.length, 1, String(said));
      assert.match(said[0] ?? '', says);
    });
  }
}
