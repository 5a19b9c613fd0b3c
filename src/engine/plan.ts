import { UserError } from '../errors.ts';
import { redacted } from '../shell/redact.ts';
import { type Answers, factsIn, type Unknown } from './answers.ts';
import { lookThere } from './look-there.ts';
import type { Change, Fact, Finding, Note, Phase, Planned, Problem, Scope, Step, Wait } from './model.ts';
import { places } from './places.ts';

/** What one phase finds missing on one node. */
export interface PhasePlan {
  readonly phase: string;
  /** What the phase is about, for people. */
  readonly about?: string;
  readonly changes: readonly Planned<Change>[];
  readonly problems: readonly Planned<Problem>[];
  readonly waits: readonly Planned<Wait>[];
  readonly notes: readonly Planned<Note>[];
}

/**
 * Lists every fact that phases may ask of this node, whichever node leads: before the nodes answer, nobody knows the
 * leader.
 */
export function factsOf(phases: readonly Phase[], scope: Scope): readonly Fact<unknown>[] {
  const mayLead = scope.node.role === 'control-plane';
  // Any other node of Kubernetes is one of the others, and so is a control plane that does not lead.
  const isAsked = ({ on = 'members' }: Step) =>
    on === 'leader' ? mayLead : places[on === 'others' ? 'members' : on](scope);
  const steps = phases.flatMap((phase) => stepsOf(phase, scope)).filter(isAsked);
  return steps.flatMap((step) => factsIn(step.needs(scope)));
}

/** Picks the steps that a phase has for the distribution of this cluster. */
function stepsOf({ steps }: Phase, { cluster }: Scope): readonly Step[] {
  return steps.filter(({ only }) => only === undefined || only === cluster.distribution);
}

function stepsFor(phase: Phase, scope: Scope): readonly Step[] {
  return stepsOf(phase, scope).filter(({ on = 'members' }) => places[on](scope));
}

/** Makes a phase that asks a node and plans nothing. */
export function askingPhase(name: string, needs: Step['needs']): Phase {
  return { name, steps: [{ id: 'node.unanswered', title: name, on: 'machines', needs, plan: () => [] }] };
}

/**
 * Finds what is missing, by phase, in the order of the work, up to the first phase that a person must help with. Pure.
 */
export function plan(phases: readonly Phase[], scope: Scope, answers: Answers): readonly PhasePlan[] {
  const plans: PhasePlan[] = [];
  for (const phase of phases) {
    const found = planPhase(phase, scope, answers);
    plans.push(found);
    if (found.problems.length > 0) break;
  }
  return plans;
}

// The survey, the search for what to upload, and each phase plan. On a node that has all it needs they plan from the
// same answers, so plans are remembered.
const planned = new WeakMap<Answers, Map<Phase, Remembered>>();

interface Remembered {
  readonly scope: Scope;
  readonly found: PhasePlan;
}

/** Finds what one phase is missing. Pure: what was planned from the same answers is not planned again. */
export function planPhase(phase: Phase, scope: Scope, answers: Answers): PhasePlan {
  const phases = planned.get(answers) ?? new Map<Phase, Remembered>();
  planned.set(answers, phases);
  const known = phases.get(phase);
  if (known?.scope === scope) return known.found;
  const findings = stepFindings(phase, scope, answers).map((finding) => addressed(finding, scope.node.name));
  const found = {
    phase: phase.name,
    ...(phase.about !== undefined && { about: phase.about }),
    changes: findings.filter((finding) => finding.kind === 'change'),
    problems: findings.filter((finding) => finding.kind === 'problem'),
    waits: findings.filter((finding) => finding.kind === 'wait'),
    notes: findings.filter((finding) => finding.kind === 'note'),
  };
  phases.set(phase, { scope, found });
  return found;
}

/**
 * Lists what the steps of a phase find, each finding with its id. Hints have `{node}` in place of the node's name.
 * Pure.
 */
export function stepFindings(phase: Phase, scope: Scope, answers: Answers): readonly Planned<Finding>[] {
  return stepsFor(phase, scope).flatMap((step) => {
    try {
      const selected = answers.select(step.needs(scope));
      if ('unknown' in selected) return [cannotTell(step.title, selected)];
      const findings = [...step.plan({ ...scope, facts: selected.facts })];
      return findings.map((finding) => ({ ...withoutSecrets(finding), id: finding.id ?? step.id }));
    } catch (error) {
      return [cannotPlan(step.title, error as Error)];
    }
  });
}

/**
 * Takes secrets out of what a change shows: a file of others may hold one. People, logs and --json see where it stands,
 * and not what it is.
 */
export function withoutSecrets(finding: Finding): Finding {
  if (finding.kind !== 'change') return finding;
  const { before, after, ...change } = finding;
  return {
    ...change,
    ...(before !== undefined && { before: redacted(before) }),
    ...(after !== undefined && { after: redacted(after) }),
  };
}

function addressed<F extends Planned<Finding>>(finding: F, node: string): F {
  return 'hint' in finding ? { ...finding, hint: finding.hint.replaceAll('{node}', node) } : finding;
}

/** Turns the error of a step into a problem: its node stops, and the other nodes go on. */
function cannotPlan(title: string, error: Error): Planned<Problem> {
  const { message } = error;
  if (error instanceof UserError)
    return { kind: 'problem', id: 'node.unplanned', about: title, summary: message, hint: error.hints.join('; ') };
  return {
    kind: 'problem',
    id: 'node.unplanned',
    about: title,
    summary: `${title}: this node cannot be planned (${message}). Please report it: microcloud does not know a node like this`,
    hint: 'microcloud support',
  };
}

function cannotTell(title: string, { unknown, damage }: Unknown): Planned<Problem> {
  const about = unknown.join('; ');
  return {
    kind: 'problem',
    id: 'node.unanswered',
    about,
    summary: `${title}: ${damage ? `${damage.cause} (${about})` : `the node does not answer ${about}`}.`,
    hint: damage ? `ssh {node} "${damage.advice}", then run the same command again.` : lookThere,
  };
}
