import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Scope, Step } from '../../src/engine/model.ts';
import { makeScope, planStep } from './plan.ts';
import { assertShell } from './shell.ts';

/**
 * What a node answers beyond the base, and what the step then finds: 'kind: summary', with ' [id]' behind it where the
 * finding names another check than the step.
 */
export interface Row {
  readonly when?: Readonly<Record<string, string>>;
  readonly scope?: Scope;
  readonly finds: readonly string[];
}

/** One test for each row, titles finish "it …", and one for the scripts of all changes that they find. */
export function itPlans(step: Step, base: Readonly<Record<string, string>>, rows: Readonly<Record<string, Row>>): void {
  const findings = ({ when = {}, scope = makeScope() }: Row) => planStep(step, { ...base, ...when }, scope);
  for (const [title, row] of Object.entries(rows)) {
    it(title, () => {
      assert.deepEqual(
        findings(row).map(
          ({ kind, summary, id = step.id }) => `${kind}: ${summary}${id === step.id ? '' : ` [${id}]`}`,
        ),
        row.finds,
      );
    });
  }
  it('is sound shell', () => {
    const changes = Object.values(rows).flatMap((row) => findings(row).filter((finding) => finding.kind === 'change'));
    assertShell({ changes });
  });
}
