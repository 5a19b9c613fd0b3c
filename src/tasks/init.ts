import { firstControlPlane } from '../inventory/address.ts';
import type { Node } from '../inventory/schema.ts';
import { loadPhases } from '../steps/phases.ts';
import { build } from './build.ts';
import { introduce, surveyNeighbours } from './introduce.ts';
import type { NodeOutcome } from './outcome.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { leave, type Survey, survey, withTwins } from './survey.ts';

export interface InitOptions {
  /** Leave nodes that need a reboot as they are, and say so. */
  readonly noReboot: boolean;
  /** Further nodes, which only do what the others need of them: know their names, label them. */
  readonly neighbours?: readonly Node[];
  /** Sees the plan before anything changes; false stops there, as a dry run does. */
  readonly proceed: (found: Survey) => Promise<boolean>;
}

/** What `init` found and did. */
export interface InitResult {
  readonly survey: Survey;
  /** Empty when it did not proceed. */
  readonly outcomes: readonly NodeOutcome[];
}

/** Surveys the nodes, then brings every one of them to its place in the cluster. */
export async function initCluster(run: Run, { noReboot, neighbours = [], proceed }: InitOptions): Promise<InitResult> {
  const loading = loadPhases();
  const { secrets, fill } = createSecrets();
  const [phases, asked, known] = await Promise.all([
    loading,
    survey(run, loading, secrets),
    surveyNeighbours(run, neighbours, secrets),
  ]);
  const host = await surveyNeighbours(run, hostsOf(run, asked, neighbours), secrets);
  const others = { reached: [...known.reached, ...host.reached], unreached: [...known.unreached, ...host.unreached] };
  const everyone = [...asked.reached, ...others.reached];
  const found = { ...asked, reached: asked.reached.map((one) => withTwins(one, everyone)) };
  const all = {
    reached: [...found.reached, ...others.reached],
    unreached: [...found.unreached, ...others.unreached],
  };
  try {
    if (!(await proceed(all))) return { survey: all, outcomes: [] };
    const built = await build({ run, found, phases, secrets, fill, noReboot });
    // Who is not in the cluster need not be known. And not side by side: the first control plane lets nodes in.
    const introduced = built.some(({ error }) => !error) ? await introduce(run, others) : [];
    return { survey: all, outcomes: [...built, ...introduced] };
  } finally {
    leave(all);
  }
}

/** The first control plane, where nodes are to join its cluster and nobody has thought of it: `--only pi-2`. */
function hostsOf({ inventory, nodes }: Run, { reached }: Survey, neighbours: readonly Node[]): readonly Node[] {
  const first = firstControlPlane(inventory.nodes);
  const joins = reached.some(({ plan }) => plan.some(({ phase, changes }) => phase === 'join' && changes.length > 0));
  return joins && ![...nodes, ...neighbours].includes(first) ? [first] : [];
}
