import { UserError } from '../errors.ts';
import { isSerfKey } from '../facts/serf-key.ts';
import { membersOf } from '../inventory/node-roles.ts';
import type { Node } from '../inventory/schema.ts';
import type { Secret } from '../shell/sh.ts';
import { loadRun } from '../steps/phases.ts';
import { build } from './build.ts';
import { introduce } from './introduce.ts';
import { createLeader } from './leader.ts';
import type { NodeOutcome } from './outcome.ts';
import { gather, part } from './party.ts';
import { place } from './place.ts';
import { planningIn } from './progress.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import type { Standing } from './standing.ts';
import { both } from './survey.ts';
import type { Survey } from './surveyed.ts';

export interface InitOptions {
  /** Leave nodes that need a reboot as they are, and say so. */
  readonly noReboot: boolean;
  /** Upgrade nodes without moving their pods elsewhere. */
  readonly noDrain: boolean;
  /**
   * Further nodes, which only do what the newcomers need: learn their names, and, if the leader is one of them, label
   * them.
   */
  readonly neighbours?: readonly Node[];
  /**
   * Whether nodes may leave another cluster, or one that is lost, and take the place of other machines with their
   * names.
   */
  readonly mayReplace: (standing: Standing) => Promise<boolean>;
  /** Sees the plan before anything changes; false stops there, as a dry run does. */
  readonly proceed: (found: Survey) => Promise<boolean>;
}

/** What `init` found and did. */
export interface InitResult {
  readonly survey: Survey;
  /** Empty when it did not proceed. */
  readonly outcomes: readonly NodeOutcome[];
}

/** Asks the nodes, plans each for its place in the cluster, shows the plan, and takes all nodes through the rows. */
export async function initCluster(run: Run, options: InitOptions): Promise<InitResult> {
  const { noReboot, noDrain, neighbours: near = [], mayReplace, proceed } = options;
  const loading = loadRun();
  const { secrets, fill } = createSecrets({
    webPassword: await webPassword(run),
    communityKey: await communityKey(run),
  });
  const party = await gather(run, loading, secrets, near);
  const phases = await loading;
  const { standing } = party;
  try {
    const replace = await mayReplace(standing);
    const { subjects, neighbours, namesakes } = await place(party, { phases, replace });
    const survey = both(subjects, neighbours);
    if (!(await proceed(survey))) return { survey, outcomes: [] };
    const leader = createLeader(run, { node: standing.leader, everyone: survey, secrets });
    const joining = planningIn('join', subjects.reached);
    const work = { run, found: subjects, rowsOf: () => phases, joining, leader, secrets, fill, namesakes, replace };
    const built = await build({ ...work, noReboot, noDrain }).finally(() => leader.close());
    // Only now: the leader labels nodes that it has let in.
    const through = built.filter(({ error }) => !error).map(({ node }) => node);
    const joined = membersOf(run.nodes)
      .map(({ name }) => name)
      .filter((name) => through.includes(name));
    const introduced = through.length > 0 ? await introduce(run, neighbours, phases, joined) : [];
    return { survey, outcomes: [...built, ...introduced] };
  } finally {
    part(party);
  }
}

/**
 * Finds the community's key of Serf, where the inventory names one.
 * @throws UserError where it is no key of Serf
 */
async function communityKey({ inventory, nodes, resolve }: Run): Promise<Secret | undefined> {
  const { key } = inventory.cloudy.serf;
  if (!key || !nodes.some(({ cloudy }) => cloudy)) return undefined;
  const secret = await resolve(key, "the community's key of Serf");
  if (isSerfKey(secret.reveal())) return secret;
  throw new UserError(
    'What cloudy.serf.key names is no key of Serf: 16, 24 or 32 bytes in base64, as `serf keygen` prints.',
    {
      hints: ['Ask somebody of your community for its key'],
      exitCode: 2,
    },
  );
}

/** Finds the password of Cloudy's web pages, where the inventory names one. */
async function webPassword({ inventory, nodes, resolve }: Run): Promise<Secret | undefined> {
  const { login } = inventory.cloudy;
  if (!login || !nodes.some(({ cloudy }) => cloudy)) return undefined;
  return resolve(login.password, "the password of Cloudy's web pages");
}
