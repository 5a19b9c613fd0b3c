import { firstControlPlane } from '../inventory/address.ts';
import type { Node } from '../inventory/schema.ts';
import type { Secret } from '../shell/sh.ts';
import { loadPhases } from '../steps/phases.ts';
import { build } from './build.ts';
import { introduce, surveyNeighbours } from './introduce.ts';
import { type Membership, membershipIn } from './membership.ts';
import type { NodeOutcome } from './outcome.ts';
import { inPlaceOf, namesakesIn, place, withAbsent, withNodes } from './place.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { leave, type Survey, survey, withTwins } from './survey.ts';

export interface InitOptions {
  /** Leave nodes that need a reboot as they are, and say so. */
  readonly noReboot: boolean;
  /** Upgrade nodes without moving their pods elsewhere. */
  readonly noDrain: boolean;
  /** Further nodes, which only do what the others need of them: know their names, label them. */
  readonly neighbours?: readonly Node[];
  /** Whether nodes may leave another cluster, or one that is lost, and take the place of others of their name. */
  readonly mayReplace: (membership: Membership) => Promise<boolean>;
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
export async function initCluster(run: Run, options: InitOptions): Promise<InitResult> {
  const { noReboot, noDrain, neighbours = [], mayReplace, proceed } = options;
  const loading = loadPhases();
  const { secrets, fill } = createSecrets(await webPassword(run));
  const [phases, asked, known] = await Promise.all([
    loading,
    survey(run, loading, secrets),
    surveyNeighbours(run, neighbours, secrets),
  ]);
  const [hosts, witnesses] = await Promise.all([
    surveyNeighbours(run, hostsOf(run, asked, neighbours), secrets),
    surveyNeighbours(run, witnessesOf(run, asked, neighbours), secrets),
  ]);
  leave(witnesses);
  const others = both(known, hosts);
  const everyone = both(asked, both(others, witnesses));
  try {
    const membership = membershipIn(run.inventory, everyone);
    const replace = await mayReplace(membership);
    const placed = await Promise.all(asked.reached.map((one) => place(one, { phases, membership, replace })));
    const namesakes = namesakesIn(placed, everyone.reached, membership);
    const reached = placed.map((one) => withTwins(inPlaceOf(one, namesakes), everyone.reached));
    const absent = run.inventory.nodes.filter((node) => reached.every((one) => one.node !== node));
    const found = { ...asked, reached: reached.map((one) => withAbsent(one, absent)) };
    const informed = {
      ...others,
      reached: others.reached.map((one) => withAbsent(withNodes(one, membership.nodes), absent)),
    };
    const all = both(found, informed);
    if (!(await proceed(all))) return { survey: all, outcomes: [] };
    const led = { ...run, inventory: { ...run.inventory, nodes: membership.nodes } };
    const built = await build({ run: led, found, phases, secrets, fill, noReboot, noDrain, namesakes, replace });
    // Who is not in the cluster need not be known. And not side by side: the first control plane lets nodes in.
    const joined = built.filter(({ error }) => !error).map(({ node }) => node);
    const introduced = joined.length > 0 ? await introduce(led, informed, joined) : [];
    return { survey: all, outcomes: [...built, ...introduced] };
  } finally {
    leave(both(asked, others));
  }
}

/** The first control plane, where nodes are to join its cluster and nobody has thought of it: `--only pi-2`. */
function hostsOf({ inventory, nodes }: Run, found: Survey, neighbours: readonly Node[]): readonly Node[] {
  const first = firstControlPlane(inventory.nodes);
  return plans(found, 'join') && ![...nodes, ...neighbours].includes(first) ? [first] : [];
}

/** Where a cluster would be made, all who could tell that there is one. */
function witnessesOf({ inventory, nodes }: Run, found: Survey, neighbours: readonly Node[]): readonly Node[] {
  const asked = [...nodes, ...neighbours];
  return plans(found, 'create') ? inventory.nodes.filter((node) => !asked.includes(node)) : [];
}

function plans({ reached }: Survey, wanted: string): boolean {
  return reached.some(({ plan }) => plan.some(({ phase, changes }) => phase === wanted && changes.length > 0));
}

function both(one: Survey, other: Survey): Survey {
  return { reached: [...one.reached, ...other.reached], unreached: [...one.unreached, ...other.unreached] };
}

/** The password of Cloudy's web pages, where the inventory gives them one. */
async function webPassword({ inventory, nodes, resolve }: Run): Promise<Secret | undefined> {
  const { login } = inventory.cloudy;
  if (!login || !nodes.some(({ cloudy }) => cloudy)) return undefined;
  return resolve(login.password, "the password of Cloudy's web pages");
}
