import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Scope, Step } from '../../src/engine/model.ts';
import { makeScope, planStep } from './plan.ts';

/** What a node answers beyond the base, and what the step then finds: 'kind: summary'. */
export interface Row {
  readonly when?: Readonly<Record<string, string>>;
  readonly scope?: Scope;
  readonly finds: readonly string[];
}

/** One test for each row: titles finish "it …". */
export function itPlans(step: Step, base: Readonly<Record<string, string>>, rows: Readonly<Record<string, Row>>): void {
  for (const [title, { when = {}, scope = makeScope(), finds }] of Object.entries(rows)) {
    it(title, () => {
      const findings = planStep(step, { ...base, ...when }, scope);
      assert.deepEqual(
        findings.map(({ kind, summary }) => `${kind}: ${summary}`),
        finds,
      );
    });
  }
}
