import { converge } from '../engine/converge.ts';
import type { Phase, Secrets } from '../engine/model.ts';
import type { Node } from '../inventory/schema.ts';
import hosts from '../steps/identity/hosts.ts';
import { type NodeOutcome, outcomeOf } from './outcome.ts';
import type { Run } from './run.ts';
import { type Survey, survey } from './survey.ts';

const names: readonly Phase[] = [{ name: 'identity', steps: [hosts] }];

/** Asks nodes that this run is not about whether they know the names of all nodes. */
export function surveyNames(run: Run, nodes: readonly Node[], secrets: Secrets): Promise<Survey> {
  return survey({ ...run, nodes }, names, secrets);
}

/** Tells them those names. */
export function introduce(run: Run, { reached }: Survey): Promise<readonly NodeOutcome[]> {
  return Promise.all(
    reached.map((one) => outcomeOf(run, one, ({ session, answers }) => converge(session, names, answers))),
  );
}
