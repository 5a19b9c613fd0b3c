import { structuredPatch } from 'diff';
import type { Change } from '../engine/model.ts';
import type { PhasePlan } from '../engine/plan.ts';

/** A node's plan as people read it: per phase, each change with its file's lines before and after. */
export function planText(title: string, plan: readonly PhasePlan[]): string {
  const parts = plan.filter(({ changes, problems, waits }) => changes.length + problems.length + waits.length > 0);
  if (parts.length === 0) return `${title}: nothing to do`;
  return [title, ...parts.flatMap(phaseLines)].join('\n');
}

function phaseLines({ phase, changes, problems, waits }: PhasePlan): readonly string[] {
  return [
    `  ${phase}`,
    ...problems.flatMap(({ summary, hint }) => [`    ! ${summary}`, `      ${hint}`]),
    ...waits.map(({ summary }) => `    … wait: ${summary}`),
    ...changes.flatMap((change) => [`    * ${change.summary}`, ...diffLines(change).map((line) => `        ${line}`)]),
  ];
}

/** The changed lines with two lines around them, as diff -u shows them. */
function diffLines({ before, after }: Change): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 2 });
  return hunks
    .flatMap(({ lines }, index) => (index === 0 ? lines : ['…', ...lines]))
    .filter((line) => !line.startsWith('\\'));
}
