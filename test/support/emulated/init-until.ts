import { dirname } from 'node:path';
import { loadInventory } from '../../../src/inventory/load.ts';
import { loadRun, type RunName, type RunPhase } from '../../../src/steps/phases.ts';
import { build } from '../../../src/tasks/build.ts';
import { createLeader } from '../../../src/tasks/leader.ts';
import { openRun } from '../../../src/tasks/open-run.ts';
import { gather, part } from '../../../src/tasks/party.ts';
import { place } from '../../../src/tasks/place.ts';
import { createSecrets } from '../../../src/tasks/secrets.ts';

export interface MadeUntil {
  /** What was planned before anything changed, as "phase: summary". */
  readonly planned: readonly string[];
  /** Number of changes made. */
  readonly changes: number;
  readonly errors: readonly Error[];
}

/**
 * Does what `init` does, up to the end of a row of the run. A whole cluster would take an emulated node tens of
 * minutes.
 */
export async function initUntil(
  path: string,
  last: RunName,
  say: (text: string) => void = () => {},
): Promise<MadeUntil> {
  // Another home directory, so that host keys of earlier emulated nodes at the same addresses are not known.
  process.env.HOME = dirname(path);
  const inventory = await loadInventory(path, { env: process.env });
  const { nodes } = inventory;
  const rows = upTo(await loadRun(), last);
  const run = openRun({
    inventory,
    nodes,
    env: process.env,
    ask: () => Promise.reject(new Error('nobody is there to ask')),
    emit: (event) => {
      if (event.kind === 'change') say(`${event.phase}: ${event.change.summary}`);
      if (event.kind === 'note' || event.kind === 'failed') say(event.message);
    },
    hostKeys: 'accept-new',
    concurrency: 3,
    timeoutSeconds: 600,
  });
  const { secrets, fill } = createSecrets(undefined);
  const party = await gather(run, Promise.resolve(rows), secrets, []);
  try {
    const { subjects, namesakes } = await place(party, { phases: rows, replace: false });
    const planned = subjects.reached.flatMap(({ plan }) =>
      plan.flatMap(({ phase, changes, problems }) =>
        [...changes, ...problems].map(({ summary }) => `${phase}: ${summary}`),
      ),
    );
    const leader = createLeader(run, { node: party.standing.leader, everyone: subjects, secrets });
    const work = {
      run,
      found: subjects,
      rowsOf: () => rows,
      joining: [],
      leader,
      secrets,
      fill,
      namesakes,
      replace: false,
    };
    const outcomes = await build({ ...work, noReboot: false, noDrain: false }).finally(() => leader.close());
    const errors = [...subjects.unreached, ...outcomes].flatMap(({ error }) => error ?? []);
    return { planned, changes: outcomes.reduce((sum, { changes }) => sum + changes, 0), errors };
  } finally {
    part(party);
    run.close();
  }
}

function upTo(rows: readonly RunPhase[], last: RunName): readonly RunPhase[] {
  return rows.slice(0, rows.findIndex(({ name }) => name === last) + 1);
}
