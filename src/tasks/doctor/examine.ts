import type { Check } from '../../doctor/check.ts';
import { type Diagnoses, type Diagnosis, type SkippedCheck, withoutConsequences } from '../../doctor/diagnosis.ts';
import { joined, judgeCluster, judgeNode } from '../../doctor/judge.ts';
import { planFindings } from '../../doctor/plan-findings.ts';
import { loadChecks } from '../../doctor/themes.ts';
import { isProxy } from '../../inventory/node-roles.ts';
import { loadPhases, loadRun } from '../../steps/phases.ts';
import type { NodeOutcome } from '../outcome.ts';
import type { Run } from '../run.ts';
import { closeAll } from '../survey.ts';
import type { Survey, Surveyed } from '../surveyed.ts';
import { applyCures, curedFindings, curesFor, type NodeCure } from './fix.ts';
import { isMember, observe, type Questionnaire, viewOf } from './observe.ts';
import { unreachedFinding } from './unreached.ts';

export interface ExamineOptions {
  /** Whether nodes may still be outside a cluster, without that being a fault. */
  readonly beforeInstall: boolean;
  /**
   * Whether an inventory says what the nodes shall have. Without it only the checks before an installation are planned.
   */
  readonly hasPlan: boolean;
  readonly since: string;
  /** Ids of checks that are left out. */
  readonly ignored: readonly string[];
}

/** What doctor found. */
export interface Examination {
  /** Worst first. */
  readonly found: readonly Diagnosis[];
  /** Findings that the user ignores, although they stop `init`. */
  readonly ignoredStops: readonly Diagnosis[];
  readonly skipped: readonly SkippedCheck[];
  readonly checks: number;
  readonly nodes: number;
  /** Nodes that could be looked at. */
  readonly reached: number;
}

/** Looks at all nodes and changes nothing. */
export async function examine(run: Run, options: ExamineOptions): Promise<Examination> {
  const loading = loadQuestionnaire(options);
  const seen = await observe(run, loading);
  closeAll(seen);
  return judged(run, await loading, seen, options);
}

/** Cures what can be cured without a person. `proceed` sees what that is before anything changes. */
export async function cure(
  run: Run,
  options: ExamineOptions,
  proceed: (chosen: readonly NodeCure[]) => Promise<boolean>,
): Promise<readonly NodeOutcome[]> {
  const loading = loadQuestionnaire(options);
  const seen = await observe(run, loading);
  try {
    const chosen = curesFor(await loading, seen);
    return chosen.length > 0 && (await proceed(chosen)) ? await applyCures(run, chosen, seen) : [];
  } finally {
    closeAll(seen);
  }
}

async function loadQuestionnaire({ hasPlan, since, ignored, beforeInstall }: ExamineOptions): Promise<Questionnaire> {
  const [phases, table] = await Promise.all([hasPlan ? loadRun() : loadPhases(['preflight']), loadChecks()]);
  const checks = table.filter(({ id }) => !ignored.includes(id));
  return { phases, since, beforeInstall, checks, table };
}

/** Judges what all nodes have answered. Pure. */
function judged(run: Run, questionnaire: Questionnaire, seen: Survey, options: ExamineOptions): Examination {
  const { checks, table } = questionnaire;
  const perNode = seen.reached.map((one) => nodeDiagnoses(questionnaire, one));
  const together = judgeCluster(checks, viewOf(run.inventory, questionnaire, seen));
  const unreached = seen.unreached.map((one) => unreachedFinding(table, one));
  const { found, skipped } = joined([...perNode, together]);
  const all = withoutConsequences([...unreached, ...found]);
  const cured = curedFindings(questionnaire, seen);
  const isIgnored = ({ check }: Diagnosis) => options.ignored.includes(check.id);
  return {
    found: worstFirst(
      all.filter((one) => !isIgnored(one)).map((one) => (cured(one) ? { ...one, hasCure: true } : one)),
      table,
    ),
    ignoredStops: all.filter((one) => one.stopsInit && isIgnored(one)),
    skipped,
    checks: checks.length,
    nodes: run.nodes.length,
    reached: seen.reached.length,
  };
}

function nodeDiagnoses(
  { checks, table, phases, since, beforeInstall }: Questionnaire,
  { session: { scope }, answers }: Surveyed,
): Diagnoses {
  const member = isMember(answers, scope.cluster);
  const own = judgeNode(checks, { ...scope, since }, answers, { isMember: member });
  // What a node lacks before it is in the cluster is the work of `init`, and no fault.
  const withChanges = member || (isProxy(scope.node) && !beforeInstall);
  const planned = planFindings(table, phases, scope, answers, { withChanges });
  return { found: [...planned, ...own.found], skipped: own.skipped };
}

const ranks = { problem: 0, warning: 1 } as const;

/** Problems before warnings, and the most basic themes first. */
function worstFirst(found: readonly Diagnosis[], checks: readonly Check[]): readonly Diagnosis[] {
  const places = new Map(checks.map(({ id }, index) => [id, index]));
  const rank = ({ severity, check }: Diagnosis) => ranks[severity] * checks.length + (places.get(check.id) ?? 0);
  return found.toSorted((a, b) => rank(a) - rank(b));
}
