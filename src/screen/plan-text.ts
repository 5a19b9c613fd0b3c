import { count } from '../counted.ts';
import type { PhasePlan } from '../engine/plan.ts';
import { visibleLine } from '../visible-text.ts';
import { namesText } from './names-text.ts';
import { type Paint, plain } from './paint.ts';
import { diffLines, joined, type PlanItem, shortened } from './plan-items.ts';

/** What is missing on one node. */
export interface NodePlan {
  readonly name: string;
  readonly plan: readonly PhasePlan[];
}

interface PlanOptions {
  /** Whether to show the lines of files before and after each change. */
  readonly withDiffs: boolean;
  readonly paint?: Paint;
  /** The names of all nodes, where the plan is about some of them only. */
  readonly all?: readonly string[];
  /** Whether to show one line with their number instead of many changes of a phase. */
  readonly isShort?: boolean;
  /** Whether to show all lines of long files. */
  readonly isWhole?: boolean;
}

/** Up to this many changes of a phase are listed one by one in a short plan. */
const fewChanges = 3;

/**
 * Writes the plans of all nodes as one plan, phase by phase. What several nodes need has one line, after their names. A
 * line without names is about all nodes.
 */
export function planText(nodes: readonly NodePlan[], { withDiffs, paint = plain, ...options }: PlanOptions): string {
  const { all = nodes.map(({ name }) => name), isShort = false, isWhole = false } = options;
  const lines = phasesOf(nodes, withDiffs).flatMap(({ phase, about, items }) => {
    const shown = isShort ? counted(items, about) : items;
    const lines = (item: PlanItem) => (isWhole ? item : { ...item, below: shortened(item.below) });
    return [phase, ...shown.flatMap((item) => itemLines(lines(item), all, paint))];
  });
  const idle = nodes.filter(({ plan }) => !plan.some(hasFindings)).map(({ name }) => name);
  return [...lines, ...(idle.length > 0 ? [`${namesText(idle)}: nothing to do`] : [])].join('\n');
}

/** What all nodes need in a phase. */
export interface PlanPhase {
  readonly phase: string;
  /** What the phase is about, for people. */
  readonly about?: string | undefined;
  readonly items: readonly PlanItem[];
}

/** Joins the plans of all nodes, without phases in which no node has a finding. */
export function phasesOf(nodes: readonly NodePlan[], withDiffs: boolean): readonly PlanPhase[] {
  const lacking = nodes.filter(({ plan }) => plan.some(hasFindings));
  const phases = new Set(lacking.flatMap(({ plan }) => plan.map(({ phase }) => phase)));
  return [...phases].flatMap((phase) => {
    const items = joined(lacking.flatMap(({ name, plan }) => itemsOf(name, phase, plan, withDiffs)));
    return items.length === 0 ? [] : [{ phase, about: aboutOf(phase, lacking), items }];
  });
}

function hasFindings({ changes, problems, waits, notes }: PhasePlan): boolean {
  return changes.length + problems.length + waits.length + notes.length > 0;
}

function itemsOf(node: string, phase: string, plan: readonly PhasePlan[], withDiffs: boolean): readonly PlanItem[] {
  const nodes = [node];
  return plan
    .filter((part) => part.phase === phase)
    .flatMap(({ problems, waits, changes, notes }) => [
      ...problems.map(({ summary, hint }) => ({
        mark: '!' as const,
        text: summary,
        below: [visibleLine(hint)],
        nodes,
      })),
      ...waits.map(({ summary }) => ({ mark: '…' as const, text: `wait: ${summary}`, below: [], nodes })),
      ...changes.map((change) => ({
        mark: '*' as const,
        text: change.summary,
        below: withDiffs ? diffLines(change) : [],
        nodes,
      })),
      ...notes.map(({ summary, hint }) => ({ mark: 'i' as const, text: summary, below: [visibleLine(hint)], nodes })),
    ]);
}

/** Replaces many changes by one line. Problems, waits and notes stay. */
function counted(items: readonly PlanItem[], about: string | undefined): readonly PlanItem[] {
  const changes = items.filter(({ mark }) => mark === '*');
  if (changes.length <= fewChanges) return items;
  const nodes = [...new Set(changes.flatMap((item) => item.nodes))];
  const sum = changes.reduce((total, item) => total + item.nodes.length, 0);
  const text = `${count(sum, 'change')}${about === undefined ? '' : `: ${about}`}`;
  const [first] = changes;
  return items.flatMap((item) => {
    if (item === first) return [{ ...item, text, below: [], nodes }];
    return changes.includes(item) ? [] : [item];
  });
}

function aboutOf(phase: string, nodes: readonly NodePlan[]): string | undefined {
  return nodes.flatMap(({ plan }) => plan).find((part) => part.phase === phase)?.about;
}

function itemLines(
  { mark, text, below, nodes, example }: PlanItem,
  all: readonly string[],
  paint: Paint,
): readonly string[] {
  const line = `  ${mark} ${whoOf(nodes, all)}${visibleLine(text)}`;
  return [
    mark === '!' ? paint('problem', line) : line,
    ...below.map((lower) => painted(`      ${lower}`.trimEnd(), lower, paint)),
    ...(example === undefined ? [] : [`      ${example}`]),
  ];
}

function whoOf(nodes: readonly string[], all: readonly string[]): string {
  const others = all.filter((name) => !nodes.includes(name));
  if (others.length === 0) return '';
  return nodes.length > 2 && others.length === 1 ? `all but ${others[0]}: ` : `${namesText(nodes)}: `;
}

function painted(line: string, text: string, paint: Paint): string {
  if (text.startsWith('+')) return paint('added', line);
  return text.startsWith('-') ? paint('removed', line) : line;
}
