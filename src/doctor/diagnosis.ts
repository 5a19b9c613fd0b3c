import type { About } from './about.ts';
import type { Symptom } from './check.ts';

/** A fault of one node, or of the whole cluster. */
export interface Diagnosis {
  readonly check: About;
  /** undefined: the cluster. */
  readonly node: string | undefined;
  readonly what: string;
  readonly why: string;
  readonly severity: About['severity'];
  readonly advice: readonly string[];
  /** `init` does not go on before a person has put this right. */
  readonly stopsInit?: boolean;
  /** `doctor --fix` cures it. */
  readonly hasCure?: true;
}

/** A check that could not be made on a node, and why. */
export interface SkippedCheck {
  readonly check: string;
  readonly node: string | undefined;
  readonly reason: string;
}

export interface Diagnoses {
  readonly found: readonly Diagnosis[];
  readonly skipped: readonly SkippedCheck[];
}

export function diagnosisOf(check: About, node: string | undefined, symptom: Symptom): Diagnosis {
  const { what = check.title, why = check.why, severity = check.severity, advice = check.advice } = symptom;
  const { entails = [] } = symptom;
  const about = entails.length === 0 ? check : { ...check, entails: [...(check.entails ?? []), ...entails] };
  return { check: about, node, what, why, severity, advice: typeof advice === 'string' ? [advice] : advice };
}

/** Leaves out each fault that only follows from another fault that was found. */
export function withoutConsequences(found: readonly Diagnosis[]): readonly Diagnosis[] {
  return found.filter((one) => !found.some((other) => other !== one && entails(other, one)));
}

function entails(cause: Diagnosis, { check, node }: Diagnosis): boolean {
  const { entails: here = [], entailsAnywhere: anywhere = [] } = cause.check;
  const isNear = cause.node === undefined || node === undefined || cause.node === node;
  const patterns = isNear ? [...here, ...anywhere] : anywhere;
  return cause.check.id !== check.id && patterns.some((pattern) => isMeant(pattern, check.id));
}

function isMeant(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}
