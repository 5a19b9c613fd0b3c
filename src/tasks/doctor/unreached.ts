import type { Check, LinkCheck } from '../../doctor/check.ts';
import { type Diagnosis, diagnosisOf } from '../../doctor/diagnosis.ts';
import { ConnectFailure } from '../../transport/connect-failures.ts';
import type { Unreached } from '../surveyed.ts';

/** A node that could not be looked at, as a finding: what the connection says, by the row that knows it. */
export function unreachedFinding(checks: readonly Check[], { node, error }: Unreached): Diagnosis {
  const failure = failureBehind(error);
  const rows = checks.filter((check) => check.kind === 'link');
  const row = rows.find(
    (one) => (one.failure !== undefined && one.failure === failure) || one.says?.test(error.message),
  );
  const [first = error.message] = error.message.split('\n', 1);
  return diagnosisOf(row ?? other, node.name, {
    what: first.replace(new RegExp(`^${RegExp.escape(node.name)}: `), '').replace(/\.$/, ''),
    advice: error.hints,
  });
}

/** Why the connection did not come about, where that is what the error is about. */
export function failureBehind(error: unknown): string | undefined {
  if (error instanceof ConnectFailure) return error.kind;
  return error instanceof Error && error.cause !== undefined ? failureBehind(error.cause) : undefined;
}

const other: LinkCheck = {
  kind: 'link',
  id: 'ssh.other',
  title: 'The node cannot be asked',
  severity: 'problem',
  why: 'Nothing about it is known.',
  advice: 'ssh {node}',
  runbook: 'Something else than what is usual. The message says what.',
  source: 'microcloud',
};
