import type { FindingId } from '../doctor/finding-ids.ts';
import { type FindingJson, findingJson } from '../engine/finding-json.ts';
import type { UserError } from '../errors.ts';
import type { InitResult } from '../tasks/init.ts';
import type { LeaveResult } from '../tasks/leave.ts';

/** What `--json` prints for `init` and `join`: stable, as programs rely on it. */
export interface InitJson {
  readonly nodes: readonly NodeJson[];
  /**
   * Whether every node is as the inventory says. For a dry run: whether `init` can get there without a person's help.
   */
  readonly ok: boolean;
}

interface ErrorJson {
  /** The id of the check that explains the error: `doctor --explain` takes it. */
  readonly id?: FindingId;
  readonly message: string;
  readonly hints: readonly string[];
}

interface NodeJson {
  readonly name: string;
  readonly state: 'unreachable' | 'planned' | 'converged' | 'failed';
  /** Number of changes made. */
  readonly changes: number;
  readonly plan: readonly {
    readonly phase: string;
    readonly changes: readonly (FindingJson & { readonly before?: string; readonly after?: string })[];
    readonly problems: readonly (FindingJson & { readonly hint: string })[];
  }[];
  readonly error?: ErrorJson;
}

export function initJson({ survey, outcomes }: InitResult): InitJson {
  const reached = survey.reached.map(({ node, plan }): NodeJson => {
    const outcome = outcomes.find((one) => one.node === node.name);
    const { error } = outcome ?? {};
    const ended = error ? 'failed' : 'converged';
    return {
      name: node.name,
      state: outcome ? ended : 'planned',
      changes: outcome?.changes ?? 0,
      plan: plan.map(({ phase, changes, problems }) => ({
        phase,
        changes: changes.map((change) => ({
          ...findingJson(change),
          ...(change.before === undefined ? {} : { before: change.before }),
          ...(change.after === undefined ? {} : { after: change.after }),
        })),
        problems: problems.map((problem) => ({ ...findingJson(problem), hint: problem.hint })),
      })),
      ...(error ? { error: failureJson(error) } : {}),
    };
  });
  const unreached = survey.unreached.map(({ node, error }): NodeJson => {
    return { name: node.name, state: 'unreachable', changes: 0, plan: [], error: failureJson(error) };
  });
  const nodes = [...reached, ...unreached];
  const ok = nodes.every(({ error, plan }) => !error && plan.every(({ problems }) => problems.length === 0));
  return { nodes, ok };
}

/** What `--json` prints for `remove` and `reset`: stable, as programs rely on it. */
export interface LeaveJson extends InitJson {
  /** The nodes that are no longer in the cluster. */
  readonly removed: readonly string[];
  /** The removed nodes that did not answer: nothing was done on them. */
  readonly off: readonly string[];
  /** What was looked for on the other removed nodes and not found. */
  readonly checked: readonly string[];
}

export function leaveJson(result: LeaveResult): LeaveJson {
  const { removed, off, checked } = result;
  return { ...initJson(result), removed, off, checked };
}

function failureJson({ id, message, hints }: UserError): ErrorJson {
  return { ...(id === undefined ? {} : { id }), message, hints };
}
