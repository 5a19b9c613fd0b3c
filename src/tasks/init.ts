import { loadPhases } from '../steps/phases.ts';
import { build, type NodeOutcome } from './build.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { leave, type Survey, survey } from './survey.ts';

export interface InitOptions {
  /** Leave nodes that need a reboot as they are, and say so. */
  readonly noReboot: boolean;
  /** Sees the plan before anything changes; false stops there, as a dry run does. */
  readonly proceed: (found: Survey) => Promise<boolean>;
}

/** What `init` found and did. */
export interface InitResult {
  readonly survey: Survey;
  /** Empty when it did not proceed. */
  readonly outcomes: readonly NodeOutcome[];
}

/** Surveys the nodes, then brings every one of them to its place in the cluster. */
export async function initCluster(run: Run, { noReboot, proceed }: InitOptions): Promise<InitResult> {
  const phases = await loadPhases();
  const { secrets, fill } = createSecrets();
  const found = await survey(run, phases, secrets);
  try {
    if (!(await proceed(found))) return { survey: found, outcomes: [] };
    return { survey: found, outcomes: await build({ run, found, phases, secrets, fill, noReboot }) };
  } finally {
    leave(found);
  }
}
