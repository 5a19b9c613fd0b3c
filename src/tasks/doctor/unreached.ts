import type { Check } from '../../doctor/check.ts';
import { type Diagnosis, diagnosisOf } from '../../doctor/diagnosis.ts';
import { idBehind } from '../../errors.ts';
import type { Unreached } from '../surveyed.ts';

/**
 * Makes a finding of a node that could not be looked at: the words of the error, under the check whose id the error
 * has.
 */
export function unreachedFinding(checks: readonly Check[], { node, error }: Unreached): Diagnosis {
  const id = idBehind(error) ?? 'ssh.other';
  const check = checks.find((one) => one.id === id);
  if (!check) throw new Error(`there is no check ${id}`);
  const [first = error.message] = error.message.split('\n', 1);
  return diagnosisOf(check, node.name, {
    what: first.replace(new RegExp(`^${RegExp.escape(node.name)}: `), '').replace(/\.$/, ''),
    advice: error.hints,
  });
}
