import type { Asked, Check, ClusterView, Looked, Probe } from '../../doctor/check.ts';
import { clusterChecks, nodeChecks } from '../../doctor/judge.ts';
import { type Answers, factsIn } from '../../engine/answers.ts';
import { ask } from '../../engine/apply.ts';
import type { Fact, Phase, Scope } from '../../engine/model.ts';
import { askingPhase } from '../../engine/plan.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { isProxy, membersOf, proxiesOf } from '../../inventory/node-roles.ts';
import type { Cluster, Inventory } from '../../inventory/schema.ts';
import type { Run } from '../run.ts';
import { createSecrets } from '../secrets.ts';
import { survey } from '../survey.ts';
import type { Survey, Surveyed } from '../surveyed.ts';

/** What doctor asks the nodes, and by which checks it judges their answers. */
export interface Questionnaire {
  readonly phases: readonly Phase[];
  readonly checks: readonly Check[];
  /**
   * Every check, with those that are left out: findings of steps and connections have their titles and advice from
   * here.
   */
  readonly table: readonly Check[];
  /** How far back journals are read, in systemd's notation: "1h". */
  readonly since: string;
  /** Whether nodes may still be outside a cluster, without that being a fault. */
  readonly beforeInstall: boolean;
}

/**
 * Asks every node what the plan and all checks want to know, in one exec a node. Then asks what checks want to try on
 * single nodes once they know the first answers.
 */
export async function observe(run: Run, loading: Promise<Questionnaire>): Promise<Survey> {
  const asked = loading.then(({ phases, checks, since }) => [...phases, asPhase(checks, since)]);
  const first = await survey(run, asked, createSecrets().secrets);
  const questionnaire = await loading;
  const { checks } = questionnaire;
  const view = viewOf(run.inventory, questionnaire, first);
  const probes = clusterChecks(checks).flatMap((check) => [...(check.probes?.(view) ?? [])]);
  const reached = await Promise.all(first.reached.map((one) => askedAgain(one, factsFor(one, probes))));
  return { reached, unreached: first.unreached };
}

/** Makes what checks of the whole cluster see. */
export function viewOf(
  { cluster, cloudy, nodes }: Inventory,
  { beforeInstall }: Questionnaire,
  { reached }: Pick<Survey, 'reached'>,
): ClusterView {
  const looked = reached.map((one) => lookedAt(one, cluster));
  return {
    ...{ cluster, cloudy, beforeInstall },
    ...{ nodes: membersOf(nodes), looked: looked.filter(({ node }) => !isProxy(node)) },
    ...{ proxies: proxiesOf(nodes), lookedProxies: looked.filter(({ node }) => isProxy(node)) },
  };
}

/** Tells whether the node is in a cluster. */
export function isMember(answers: Answers, cluster: Cluster): boolean {
  return answers.find(memberState(cluster)) === 'done';
}

function lookedAt({ node, answers }: Surveyed, cluster: Cluster): Looked {
  return { node, isMember: isMember(answers, cluster), told: (fact) => answers.find(fact) };
}

/**
 * Makes a phase of the checks' questions. They are asked together with those of the steps, so that a fact that both
 * need is asked once.
 */
function asPhase(checks: readonly Check[], since: string): Phase {
  const needs = (scope: Scope) => {
    const asked: Asked = { ...scope, since };
    const wanted = [...nodeChecks(checks, asked), ...clusterChecks(checks)].map((check) => check.needs?.(asked) ?? {});
    return Object.fromEntries(wanted.flatMap(factsIn).map((fact) => [fact.id, fact]));
  };
  return askingPhase('doctor', needs);
}

function factsFor({ node }: Surveyed, probes: readonly Probe[]): readonly Fact<unknown>[] {
  return probes.filter((probe) => probe.node === node.name).map(({ fact }) => fact);
}

// A node that goes away between two looks has told enough in the first one.
async function askedAgain(one: Surveyed, facts: readonly Fact<unknown>[]): Promise<Surveyed> {
  if (facts.length === 0) return one;
  const more = await ask(one.session, facts).catch(() => undefined);
  return more ? { ...one, answers: one.answers.updatedBy(more) } : one;
}
