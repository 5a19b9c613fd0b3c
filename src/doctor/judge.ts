import type { Answers } from '../engine/answers.ts';
import { isProxy } from '../inventory/node-roles.ts';
import type { Asked, Check, ClusterCheck, ClusterView, NodeCheck } from './check.ts';
import { type Diagnoses, diagnosisOf } from './diagnosis.ts';

/** Decides the checks of one node by its answers. Pure. */
export function judgeNode(
  checks: readonly Check[],
  asked: Asked,
  answers: Answers,
  { isMember }: { readonly isMember: boolean },
): Diagnoses & { readonly made: number } {
  const own = nodeChecks(checks, asked).filter(({ when }) => isOfInterest(when, isProxy(asked.node), isMember));
  const parts = own.map((check) => judgeOne(check, asked, answers));
  return { ...joined(parts), made: own.length };
}

/** Decides the checks that need the answers of all nodes. Pure. */
export function judgeCluster(checks: readonly Check[], view: ClusterView): Diagnoses & { readonly made: number } {
  const own = clusterChecks(checks);
  const parts = own.map((check): Diagnoses => {
    const verdicts = [...check.judge(view)];
    return {
      found: verdicts.flatMap((one) => ('unasked' in one ? [] : [diagnosisOf(check, one.node, one)])),
      skipped: verdicts.flatMap((one) =>
        'unasked' in one ? [{ check: check.id, node: undefined, reason: one.unasked }] : [],
      ),
    };
  });
  return { ...joined(parts), made: own.length };
}

/** Chooses the checks of single nodes that are about the cluster's distribution. */
export function nodeChecks(checks: readonly Check[], { cluster }: Pick<Asked, 'cluster'>): readonly NodeCheck[] {
  const own = checks.filter((check) => check.kind === 'node');
  return own.filter(({ only = cluster.distribution }) => only === cluster.distribution);
}

export function clusterChecks(checks: readonly Check[]): readonly ClusterCheck[] {
  return checks.filter((check) => check.kind === 'cluster');
}

/** Joins several judgements into one. */
export function joined(parts: readonly Diagnoses[]): Diagnoses {
  return { found: parts.flatMap(({ found }) => found), skipped: parts.flatMap(({ skipped }) => skipped) };
}

function isOfInterest(when: NodeCheck['when'], isBefore: boolean, isMember: boolean): boolean {
  if (when === 'always' || isBefore) return when === 'always';
  return when === 'kubernetes' || (when === 'member') === isMember;
}

function judgeOne(check: NodeCheck, asked: Asked, answers: Answers): Diagnoses {
  const node = asked.node.name;
  const skipped = (reason: string) => ({ found: [], skipped: [{ check: check.id, node, reason }] });
  const selected = answers.select(check.needs(asked));
  if ('unknown' in selected) return skipped(selected.unknown.join('; '));
  const verdict = check.judge({ ...asked, facts: selected.facts }) ?? [];
  if ('unasked' in verdict) return skipped(verdict.unasked);
  const symptoms = 'length' in verdict ? verdict : [verdict];
  return { found: symptoms.map((symptom) => diagnosisOf(check, node, symptom)), skipped: [] };
}
