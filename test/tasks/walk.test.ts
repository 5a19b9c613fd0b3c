import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Change } from '../../src/engine/model.ts';
import type { UserError } from '../../src/errors.ts';
import { sh } from '../../src/shell/sh.ts';
import type { RunName } from '../../src/steps/phases.ts';
import { createProgress } from '../../src/tasks/progress.ts';
import type { Surveyed } from '../../src/tasks/surveyed.ts';
import { createTurns, type Turns } from '../../src/tasks/turns.ts';
import { walk } from '../../src/tasks/walk.ts';
import type { Work } from '../../src/tasks/work.ts';
import { type FakeCluster, fakeCluster, noteStep } from '../support/fake-cluster.ts';
import { problem } from '../support/survey.ts';

const noted = (note: string, rest: Partial<Change> = {}) =>
  noteStep(note, { kind: 'change', summary: `Note ${note}`, script: sh`note ${note}`, ...rest });
const artifact = {
  kind: 'file',
  name: 'kubelet',
  version: 'v1',
  arch: 'arm64',
  origin: 'https://example.org',
} as const;

interface Setting {
  readonly node?: string;
  readonly more?: Partial<Work>;
  readonly about?: Partial<Surveyed>;
  readonly fetch?: () => Promise<never>;
  readonly turns?: Turns;
}

/** Takes one node through the rows, and says what it and others have done. */
async function walked(setting: FakeCluster, { node = 'pi-2', more = {}, about = {}, fetch, turns }: Setting = {}) {
  const cluster = await fakeCluster({ joined: ['pi-1', 'pi-2', 'pi-3'], real: [], ...setting });
  const work = await cluster.work(more);
  const run = fetch ? { ...work.run, store: { fetch } } : work.run;
  const progress = createProgress();
  for (const other of ['pi-1', 'pi-2', 'pi-3'].filter((name) => name !== node))
    for (const { name } of cluster.rows) progress.through(other, name);
  const reached: string[] = [];
  const through = (name: string, row: string) => {
    reached.push(row);
    progress.through(name, row);
  };
  const granted: string[] = [];
  const joinAccess = { grant: async (name: string) => void granted.push(name), revoke: async () => {} };
  const shared = {
    work: { ...work, run },
    progress: { ...progress, through },
    turns: turns ?? createTurns(cluster.rows),
    joinAccess,
  };
  const one = work.found.reached.find((other) => other.node.name === node)!;
  const error = await walk(shared, { ...one, ...about }, cluster.rows).then(
    () => undefined,
    (thrown: UserError) => thrown,
  );
  return { ...cluster, reached, granted, error };
}

describe('a node that goes through the rows', () => {
  it('makes the changes of each row in the order of the table, and notes that it is through', async () => {
    const steps = { settle: [noted('last')], identity: [noted('first')], packages: [noted('second')] };
    const { did, reached, rows, error } = await walked({ steps });
    assert.equal(error, undefined);
    assert.deepEqual(did, ['pi-2 note first', 'pi-2 note second', 'pi-2 note last']);
    assert.deepEqual(
      reached,
      rows.map(({ name }) => name),
    );
  });

  it('stops at the first problem: what comes after it is not touched', async () => {
    const stop = noteStep('x', { kind: 'problem', summary: 'the card is broken', hint: 'Buy one' });
    const steps = { identity: [noted('first')], kernel: [stop], packages: [noted('second')] };
    const { did, reached, error } = await walked({ steps });
    assert.deepEqual(did, ['pi-2 note first']);
    assert.deepEqual([error?.message, error?.hints], ['pi-2: the card is broken', ['Buy one']]);
    assert.equal(reached.at(-1), 'network');
  });

  it('does nothing at all with an obstacle that only a look at all nodes shows', async () => {
    const obstacle = problem('pi-3 has the same machine id', 'Make another one');
    const { did, reached, error } = await walked({ steps: { identity: [noted('first')] } }, { about: { obstacle } });
    assert.deepEqual([did, reached], [[], []]);
    assert.equal(error?.message, 'pi-2: pi-3 has the same machine id');
  });

  it('stops where a change fails', async () => {
    const steps = { identity: [noted('first')], kernel: [noted('second')] };
    const { did, error } = await walked({ steps, fails: ['pi-2 note first'] });
    assert.deepEqual(did, ['pi-2 note first']);
    assert.match(error?.message ?? '', /"Note first" fails with exit code 1/);
  });

  it('takes a turn only in a row where it has something to do', async () => {
    const turned: string[] = [];
    const turns: Turns = (row, { name }, work) => {
      turned.push(`${name} ${row.name}`);
      return work();
    };
    await walked(
      { steps: { network: [noted('address')], settle: [noteStep('x', { kind: 'note', summary: 's', hint: 'h' })] } },
      { turns },
    );
    assert.deepEqual(turned, ['pi-2 network']);
  });
});

describe('a node that joins', () => {
  const steps = { join: [noted('joined')] };

  it('is let in by the leader first', async () => {
    const { did, granted } = await walked({ steps });
    assert.deepEqual([granted, did], [['pi-2'], ['pi-2 note joined']]);
  });

  it('is not let in where an earlier run has brought it in meanwhile', async () => {
    let looks = 0;
    const answer = (question: string, name: string) => {
      if (question !== 'notes' || name !== 'pi-2') return undefined;
      looks += 1;
      return looks === 1 ? '' : 'joined';
    };
    const { did, granted } = await walked({ steps, answer });
    assert.deepEqual([granted, did], [[], []]);
  });

  it('asks nobody where it is in the cluster', async () => {
    const { granted } = await walked({ steps: { join: [] } });
    assert.deepEqual(granted, []);
  });
});

describe('artifacts of a node', () => {
  const fetch = () => Promise.reject(new Error('pi-2: no internet'));
  const withArtifact = (row: RunName) => ({ [row]: [noted('program', { artifact })] });

  it('are fetched from the row on that says so, and awaited by the row that needs one', async () => {
    const steps = { ...withArtifact('kubernetes'), runtime: [noted('runtime')], settle: [noted('settled')] };
    const { did, error } = await walked({ steps }, { fetch });
    assert.equal(error?.message, 'pi-2: no internet');
    assert.deepEqual(did, ['pi-2 note runtime']);
  });

  it('are not fetched where no change needs one', async () => {
    let isAsked = false;
    const asked = async () => {
      isAsked = true;
      return fetch();
    };
    const { error } = await walked({ steps: { kubernetes: [noted('unit')] } }, { fetch: asked });
    assert.deepEqual([error, isAsked], [undefined, false]);
  });
});

describe('a reboot that is left to the person', () => {
  const reboot = noted('rebooted', { summary: 'Reboot: control groups' });
  const steps = {
    reboot: [reboot],
    packages: [noted('packages')],
    create: [noted('created')],
    join: [noted('joined')],
  };

  it('stops the node before the row that must come after it, and not earlier', async () => {
    const { did, error } = await walked({ steps }, { more: { noReboot: true } });
    assert.deepEqual(did, ['pi-2 note packages']);
    assert.equal(error?.message, 'pi-2 waits for a reboot, which is left to you. Reboot: control groups.');
    assert.match(error?.hints.join() ?? '', /ssh pi-2 sudo reboot/);
  });

  it('is said at the end of a node that has nothing to do after it', async () => {
    const { did, error, reached, rows } = await walked({ steps: { reboot: [reboot] } }, { more: { noReboot: true } });
    assert.deepEqual(did, []);
    assert.match(error?.message ?? '', /waits for a reboot/);
    assert.equal(reached.length, rows.length);
  });

  it('is no word where none is due', async () => {
    const { error } = await walked({ steps: { packages: [noted('packages')] } }, { more: { noReboot: true } });
    assert.equal(error, undefined);
  });
});

describe('a node that restarts by itself in the midst of a row', () => {
  it('begins again at the top, and the person is told why', async () => {
    const steps = { identity: [noted('first')], packages: [noted('second')] };
    let asked = 0;
    const cut = await walked({
      steps,
      answer: (question, name) => {
        if (!question.includes('boot_id') || name !== 'pi-2') return undefined;
        asked += 1;
        return asked < 2 ? 'boot 1' : 'boot 2';
      },
    });
    assert.deepEqual(cut.said(), ['pi-2 it has restarted: everything is looked at again']);
    assert.deepEqual(cut.did, ['pi-2 note first', 'pi-2 note second']);
    assert.equal(cut.reached.filter((row) => row === 'preflight').length, 2);
  });
});

describe('a node of another cluster', () => {
  it('leaves that one first, and is then looked at as it is', async () => {
    const leaves = [{ name: 'erase', steps: [noted('left')] }];
    const { did, error } = await walked({ steps: { identity: [noted('first')] } }, { about: { leaves } });
    assert.equal(error, undefined);
    assert.deepEqual(did, ['pi-2 note left', 'pi-2 note first']);
  });

  it('goes nowhere when it cannot leave', async () => {
    const leaves = [{ name: 'erase', steps: [noted('left')] }];
    const { did, error } = await walked(
      { steps: { identity: [noted('first')] }, fails: ['pi-2 note left'] },
      { about: { leaves } },
    );
    assert.deepEqual(did, ['pi-2 note left']);
    assert.match(error?.message ?? '', /"Note left" fails/);
  });
});
