import { count } from '../counted.ts';
import { aboutFinding, alike } from './alike.ts';
import type { DoctorJson } from './doctor-json.ts';
import type { Line } from './doctor-lines.ts';
import { namesText } from './names-text.ts';
import { type Paint, plain } from './paint.ts';
import { typed } from './phrases.ts';

/**
 * Writes a line for each finding, the worst first; then how much was looked at, what could not be asked, and what to
 * type next. `inventory` is the inventory's path, as the user named it.
 */
export function doctorText(result: DoctorJson, inventory: string, paint: Paint = plain): string {
  const { findings, ignoredStops, checks, nodes, reached, unasked } = result;
  const looked = `${count(checks, 'check')} on ${reached === nodes ? '' : `${reached} of `}${count(nodes, 'node')}`;
  const gaps = unasked.map(({ reason, checks: ids }) => `  ${reason}: ${ids.join(', ')}`);
  const stops = ignoredStops.map(({ id, nodes: names, what }) => `  ${namesText(names)}: ${what}  [${id}]`);
  return [
    ...alike(findings, aboutFinding).map(({ first, others }) => lineText(first, others, paint)),
    ...(findings.length > 0 ? [''] : []),
    findings.length === 0 ? paint('done', `No problems found: ${looked}.`) : `${sumText(findings)}: ${looked}.`,
    ...(stops.length > 0 ? ['Ignored, but init stops at it:', ...stops] : []),
    ...(gaps.length > 0 ? ['Could not be asked:', ...gaps] : []),
    ...(findings.length > 0
      ? [`More about ${findings.length > 1 ? 'one of them' : 'it'}: microcloud doctor --explain ${findings[0]?.id}`]
      : []),
    ...cureText(findings, inventory),
  ].join('\n');
}

/** Says how many findings `doctor --fix` can cure. */
function cureText(findings: readonly Line[], inventory: string): readonly string[] {
  const cured = findings.filter(({ hasCure }) => hasCure).length;
  if (cured === 0) return [];
  const what = findings.length === 1 ? 'Cures it' : `Cures ${cured === findings.length ? 'all' : cured} of them`;
  return [`${what}, and asks first: ${typed('doctor --fix', inventory)}`];
}

function lineText({ id, severity, nodes, what, why, advice }: Line, others: string, paint: Paint): string {
  const who = nodes.length > 0 ? namesText(nodes) : 'cluster';
  // A hint may begin with "Or", because hints usually have a line each. Here they share one line.
  const ways = advice.map((text) => text.replace(/^Or (.)/, (_, first: string) => first.toUpperCase()));
  const next = ways.length > 0 ? ` Try: ${ways.join(' — or: ')}` : '';
  const fault = paint(severity, `${severity === 'problem' ? '!' : '~'} ${who}: ${what}.`);
  return `${fault} ${others === '' ? '' : `${others} `}${why}${next}  [${id}]`;
}

function sumText(findings: readonly Line[]): string {
  const of = (severity: Line['severity']) => findings.filter((line) => line.severity === severity).length;
  const parts = [
    ...(of('problem') > 0 ? [count(of('problem'), 'problem')] : []),
    ...(of('warning') > 0 ? [count(of('warning'), 'warning')] : []),
  ];
  return parts.join(', ');
}
