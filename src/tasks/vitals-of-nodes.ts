import { askingPhase } from '../engine/plan.ts';
import { type Vitals, vitalsIn, vitalsNeeds } from '../facts/vitals.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { askAll } from './survey.ts';

/** What `top --json` prints: stable, as programs rely on it. */
export interface NodeVitals {
  readonly name: string;
  readonly vitals: Vitals;
  /** Why it was not reached. */
  readonly error?: string;
}

const phase = askingPhase('vitals', () => vitalsNeeds);

/**
 * Asks every node for temperature, memory and processor load: one exec a node. The result is in the inventory's order.
 */
export async function readVitals(run: Run): Promise<readonly NodeVitals[]> {
  const { reached, unreached } = await askAll(run, [phase], createSecrets().secrets);
  for (const { session } of reached) session.connection.close();
  return run.nodes.map(({ name }) => {
    const answers = reached.find(({ node }) => node.name === name)?.answers;
    const error = unreached.find(({ node }) => node.name === name)?.error.message;
    return { name, vitals: answers ? vitalsIn(answers) : {}, ...(error === undefined ? {} : { error }) };
  });
}
