import type { Diagnosis } from '../../doctor/diagnosis.ts';
import { type PhasePlan, plan } from '../../engine/plan.ts';
import type { RunPhase } from '../../steps/phases.ts';
import { build } from '../build.ts';
import { createLeader } from '../leader.ts';
import type { NodeOutcome } from '../outcome.ts';
import type { Run } from '../run.ts';
import { createSecrets } from '../secrets.ts';
import { standingIn } from '../standing.ts';
import type { Survey, Surveyed } from '../surveyed.ts';
import { atItsVersion, curedIn, cureRow, rowsToCure, withoutChanges } from './cures.ts';
import { isMember, type Questionnaire } from './observe.ts';

/** What can be cured on one node. */
export interface NodeCure {
  readonly one: Surveyed;
  /** The rows that the node goes through. */
  readonly rows: readonly RunPhase[];
  readonly plan: readonly PhasePlan[];
}

/** Lists what can be cured without a person, by node. Nodes with nothing to cure are left out. */
export function curesFor({ phases, checks, table, since }: Questionnaire, { reached }: Survey): readonly NodeCure[] {
  const ignored = table.filter((check) => !checks.includes(check)).map(({ id }) => id);
  const known = withoutChanges(phases, ignored);
  return reached.flatMap((one) => {
    const { session, answers, obstacle } = one;
    const { scope } = session;
    // A node that is in no cluster yet is left to `init`.
    const all = [cureRow(checks, since), ...(isMember(answers, scope.cluster) && !obstacle ? known : [])];
    const planned = plan(all, scope, answers);
    const rows = atItsVersion(all, planned);
    const cured = curedIn(planned, rows);
    const isFaulty = cured.some(({ changes }) => changes.length > 0);
    return isFaulty ? [{ one, rows: rowsToCure(rows, cured), plan: cured }] : [];
  });
}

/** Makes the function that tells whether there is a cure for a finding. */
export function curedFindings(questionnaire: Questionnaire, seen: Survey): (found: Diagnosis) => boolean {
  const cured = curesFor(questionnaire, seen).flatMap(({ one, plan: rows }) =>
    rows.flatMap(({ changes }) => changes.map(({ id }) => `${one.node.name} ${id}`)),
  );
  // `stopsInit` is set for problems and waits of steps: a person solves those, or they end by themselves.
  return ({ node, check, stopsInit }) => stopsInit === undefined && cured.includes(`${node} ${check.id}`);
}

/** Cures the nodes in the same rows as `init`, one at a time where `init` does so, and stops at the same problems. */
export async function applyCures(
  run: Run,
  chosen: readonly NodeCure[],
  everyone: Survey,
): Promise<readonly NodeOutcome[]> {
  const { secrets, fill } = createSecrets();
  const { leader: node } = standingIn(run.inventory, everyone);
  const leader = createLeader(run, { node, everyone, secrets });
  const rows = new Map(chosen.map((one) => [one.one.node.name, one.rows]));
  return build({
    run,
    // An obstacle, which only a look at all nodes shows, does not stop a cure of the node itself.
    found: { reached: chosen.map(({ one: { obstacle, ...one } }) => one), unreached: [] },
    rowsOf: ({ node: { name } }) => rows.get(name) ?? [],
    joining: [],
    leader,
    secrets,
    fill,
    noReboot: false,
    noDrain: false,
    namesakes: [],
    replace: false,
  }).finally(() => leader.close());
}
