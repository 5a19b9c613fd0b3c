import { count } from '../counted.ts';
import type { StaleContext } from '../kube/stale-context.ts';
import type { LeaveResult } from '../tasks/leave.ts';
import type { Unreached } from '../tasks/surveyed.ts';
import { visibleMessage } from '../visible-text.ts';
import { failureTexts } from './failure-text.ts';
import { lostText } from './lost-text.ts';
import { type Paint, plain } from './paint.ts';

interface LeaveOptions {
  readonly paint?: Paint;
  /** The path of the run's log, which is named when a node failed. */
  readonly logFile?: string | undefined;
}

/** Says how a removal ended: what was looked for on which nodes, which nodes failed and why, and what to type. */
export function leaveText(result: LeaveResult, { paint = plain, logFile }: LeaveOptions): string {
  const { survey, outcomes } = result;
  if (outcomes.length === 0) return paint('done', 'Nothing was changed.');
  const failures = failureTexts({ unreached: survey.unreached, outcomes }, paint);
  const changes = outcomes.reduce((sum, outcome) => sum + outcome.changes, 0);
  const verdict = changes === 0 && failures.length === 0 ? 'nothing to do' : `${count(changes, 'change')} made`;
  const gone = cleanNodes(result);
  return [
    ...cleanText(result),
    ...result.off.map((name) => forgottenText(name, result)),
    ...lostText(result),
    ...failures,
    [
      paint(failures.length > 0 ? 'problem' : 'done', `${sumText(gone.length, result)}; ${verdict}.`),
      ...(logFile !== undefined && failures.length > 0 ? [`The log of this run: ${logFile}`] : []),
    ].join('\n'),
  ].join('\n\n');
}

function forgottenText(name: string, { lost, elsewhere = [] }: LeaveResult): string {
  if (elsewhere.includes(name))
    return `${name}: forgotten by the cluster. It is in another one now, and was left as it is.`;
  const said = `${name}: forgotten by the cluster. Everything is still on its card`;
  if (lost.includes(name)) return `${said}.`;
  return `${said}: flash it before you switch it on again, or it tries to come back. Whoever has the card can use what is on it: docs/through-the-years.md, "A stolen node".`;
}

function sumText(clean: number, { leaving, off }: LeaveResult): string {
  const forgotten = off.length > 0 ? `, ${off.length} forgotten` : '';
  return `${clean} of ${count(leaving.length, 'node')} clean${forgotten}`;
}

function cleanNodes({ outcomes, leaving }: LeaveResult): readonly string[] {
  return leaving.filter((name) => outcomes.some(({ node, error }) => node === name && !error));
}

function cleanText(result: LeaveResult): readonly string[] {
  const names = cleanNodes(result).join(', ');
  if (names === '') return [];
  return [
    [`${names}: looked for, and not there any more:`, ...result.checked.map((title) => `  - ${title}`)].join('\n'),
    `${names}: left as they were: host name, address, SSH, packages of apt (containerd, Docker …), settings of the system, and Cloudy (Serf and its web pages go on; cloudy: false, then init, stops them); until its next boot also how many connections it tracks.`,
  ];
}

/** Says what to type so that kubectl on this computer forgets the cluster. */
export function staleContextText({ context, cluster, user, file }: StaleContext): string {
  const config = `kubectl config --kubeconfig ${file}`;
  return [
    `${file} still has the context ${context}. To remove it:`,
    `  ${config} delete-context ${context}`,
    `  ${config} delete-cluster ${cluster}`,
    `  ${config} delete-user ${user}`,
  ].join('\n');
}

/** Says, before the question, what a removal means for nodes that do not answer or are in another cluster. */
export function offText(off: readonly Unreached[]): readonly string[] {
  return off.map(
    ({ node, error }) => `! ${node.name}: only its place in the cluster goes.\n  ${visibleMessage(error.message)}`,
  );
}
