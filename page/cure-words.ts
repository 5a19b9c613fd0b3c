import type { DoctorJson } from '../src/screen/doctor-json.ts';
import type { Started } from './start.ts';

/** A way to cure a finding: what to type, and what the page can start instead. */
export interface Cure {
  readonly text: string;
  readonly started?: Started;
}

/** Lists the ways to cure a finding. The one without a person comes first. */
export function curesOf(
  { hasCure, nodes, advice }: DoctorJson['findings'][number],
  typed: (command: string) => string,
): readonly Cure[] {
  const cure = {
    text: typed(`doctor --fix --only ${nodes.join(',')}`),
    started: { verb: 'doctor --fix', only: nodes },
  } as const;
  return [...(hasCure ? [cure] : []), ...advice.map((text) => ({ text, ...startOf(text) }))];
}

/** Finds what the page can start for an advice: only a plain `init`, perhaps with --only. */
function startOf(advice: string): Pick<Cure, 'started'> {
  const found = /^microcloud init(?: --only (?<only>[\w.,-]+))?(?: -i \S+)?$/.exec(advice);
  if (!found) return {};
  const only = found.groups?.only?.split(',');
  return { started: { verb: 'init', ...(only && { only }) } };
}
