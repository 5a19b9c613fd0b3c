import type { DoctorJson } from '../src/screen/doctor-json.ts';
import type { Started } from './start.ts';

/** A way to put a finding right: what to type, and what the page can start of it. */
export interface Cure {
  readonly text: string;
  readonly started?: Started;
}

/** The ways to put a finding right, first the one that needs no person. */
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

/** What the page can start of an advice: `init`, perhaps for some nodes only; nothing that says more than that. */
function startOf(advice: string): Pick<Cure, 'started'> {
  const found = /^microcloud init(?: --only (?<only>[\w.,-]+))?(?: -i \S+)?$/.exec(advice);
  if (!found) return {};
  const only = found.groups?.only?.split(',');
  return { started: { verb: 'init', ...(only && { only }) } };
}
