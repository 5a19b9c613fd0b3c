import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { ask } from '../../src/engine/apply.ts';
import { converge } from '../../src/engine/converge.ts';
import type { Event } from '../../src/engine/events.ts';
import { type Change, defineStep, type Phase, type Step } from '../../src/engine/model.ts';
import { factsOf } from '../../src/engine/plan.ts';
import type { Session } from '../../src/engine/session.ts';
import type { UserError } from '../../src/errors.ts';
import { textFact } from '../../src/facts/command.ts';
import { fileFact } from '../../src/facts/file.ts';
import { ensureFile } from '../../src/resources/ensure-file.ts';
import { sh } from '../../src/shell/sh.ts';
import { stillClock } from '../support/clock.ts';
import { localConnection } from '../support/local.ts';
import { makeScope } from '../support/plan.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'converge-'));
});

const fileStep = (name: string, content: string): Step =>
  defineStep({
    id: 'kernel.modules',
    title: name,
    needs: () => ({ file: fileFact(join(folder, name)) }),
    plan: ({ facts }) => ensureFile(facts.file, { content }),
  });

function session(phases: readonly Phase[], connection = localConnection(), onEvent: (event: Event) => void = () => {}) {
  const events: Event[] = [];
  const scope = makeScope();
  const facts = factsOf(phases, scope);
  const made: Session = {
    connection,
    scope,
    facts,
    holder: 'test',
    clock: stillClock,
    emit: (event) => {
      events.push(event);
      onEvent(event);
    },
  };
  return { made, events, run: async () => converge(made, phases, await ask(made)) };
}

test('it costs one exec and writes nothing when nothing is missing', async () => {
  const phases = [{ name: 'a', steps: [fileStep('x', 'one'), fileStep('y', 'two')] }];
  await session(phases).run();
  const before = statSync(join(folder, 'x')).mtimeMs;
  const again = session(phases);
  await again.run();
  assert.equal(again.made.connection.execs, 1);
  assert.equal(statSync(join(folder, 'x')).mtimeMs, before);
  assert.deepEqual(
    again.events.map(({ kind }) => kind),
    [],
  );
});

test('it costs one exec more for each phase that changes something', async () => {
  const phases = ['a', 'b', 'c'].map((name) => ({ name, steps: [fileStep(name, name), fileStep(`${name}2`, name)] }));
  const { made, run } = session(phases);
  await run();
  assert.equal(made.connection.execs, 4);
  assert.equal(readFileSync(join(folder, 'c2'), 'utf8'), 'c');
});

test('it mends the mode of a file', async () => {
  const phases = [{ name: 'a', steps: [fileStep('x', 'one')] }];
  writeFileSync(join(folder, 'x'), 'one', { mode: 0o600 });
  await session(phases).run();
  assert.equal(statSync(join(folder, 'x')).mode & 0o777, 0o644);
});

test('it goes on after a lost link where it stopped', async () => {
  const steps = [fileStep('x', 'one'), fileStep('y', 'two'), fileStep('z', 'three')];
  const lose = (line: string, run: number) => run === 2 && / change 1$/.test(line);
  const { run, events } = session([{ name: 'a', steps }], localConnection({ lose }));
  await run();
  assert.deepEqual(
    ['x', 'y', 'z'].map((name) => readFileSync(join(folder, name), 'utf8')),
    ['one', 'two', 'three'],
  );
  assert.deepEqual(
    events.flatMap((event) => (event.kind === 'note' ? [event.message] : [])),
    ['the link is lost (cut by the test): connecting again'],
  );
});

test('it says that something takes a change back when the change is still needed after it was made', async () => {
  const useless = defineStep({
    id: 'kernel.modules',
    title: 'useless',
    needs: () => ({}),
    *plan() {
      yield { kind: 'change', summary: 'Do nothing', script: sh`:` } as const;
    },
  });
  await assert.rejects(
    session([{ name: 'a', steps: [useless] }]).run(),
    /pi-2: "Do nothing" was done without an error, and is still needed/,
  );
});

// What each round plans: the words and the script tell how often the node was asked.
const rounds = (change: (round: number) => Partial<Change>) =>
  defineStep({
    id: 'kernel.modules',
    title: 'rounds',
    needs: () => ({
      round: textFact('round', sh`echo x >>${join(folder, 'rounds')}; wc -l <${join(folder, 'rounds')}`),
    }),
    *plan({ facts }) {
      const round = Number(facts.round);
      if (round > 3) return;
      const script = sh`echo ${round}`;
      yield { kind: 'change', summary: `Round ${round}`, script, ...change(round) } as const;
    },
  });

const repeated: Readonly<Record<string, (round: number) => Partial<Change>>> = {
  'runs the same script': () => ({ script: sh`:` }),
  'is about the same file': () => ({ about: '/etc/hosts' }),
};
for (const [title, change] of Object.entries(repeated)) {
  test(`it calls a change still needed that ${title}, whatever its words`, async () => {
    await assert.rejects(session([{ name: 'a', steps: [rounds(change)] }]).run(), (error: UserError) => {
      assert.match(error.message, /"Round 2" was done without an error, and is still needed/);
      assert.equal(error.id, 'kernel.modules');
      return true;
    });
  });
}

const different: Readonly<Record<string, (round: number) => Partial<Change>>> = {
  'run other scripts': () => ({ summary: 'Go on' }),
  'are about other files': (round) => ({ summary: 'Go on', script: sh`:`, about: `/etc/${round}` }),
};
for (const [title, change] of Object.entries(different)) {
  test(`it makes changes one after another that ${title}, although they have the same words`, async () => {
    const { run, events } = session([{ name: 'a', steps: [rounds(change)] }]);
    await run();
    assert.equal(events.filter(({ kind }) => kind === 'change').length, 3);
  });
}

test('it stops at a problem before it changes anything of that phase', async () => {
  const asks = defineStep({
    id: 'kernel.modules',
    title: 'asks',
    needs: () => ({}),
    *plan() {
      yield { kind: 'problem', summary: 'The card is read-only.', hint: 'Use another card.' } as const;
    },
  });
  const { run } = session([{ name: 'a', steps: [asks, fileStep('x', 'one')] }]);
  await assert.rejects(run(), (error: { message: string; hints: string[] }) => {
    assert.deepEqual([error.message, error.hints], ['pi-2: The card is read-only.', ['Use another card.']]);
    return true;
  });
  assert.equal(existsSync(join(folder, 'x')), false);
});

const waiting = (limitSeconds: number) =>
  defineStep({
    id: 'kernel.modules',
    title: 'waits',
    needs: () => ({ tries: textFact('tries', sh`echo x >>${join(folder, 'tries')}; wc -l <${join(folder, 'tries')}`) }),
    *plan({ facts }) {
      if (Number(facts.tries) >= 3) return;
      const explain = { fact: textFact('why', sh`echo 'because of the test'`) };
      yield { kind: 'wait', summary: `try ${facts.tries} of 3`, limitSeconds, hint: 'Be patient.', explain } as const;
    },
  });

test('it waits with a reason until there is nothing to wait for', async () => {
  const { run, events } = session([{ name: 'a', steps: [waiting(60), fileStep('x', 'one')] }]);
  await run();
  const reasons = events.flatMap((event) => (event.kind === 'waiting' ? [event.wait.summary] : []));
  // It was asked before and after the other step's change.
  assert.deepEqual(reasons, ['try 2 of 3']);
  assert.equal(readFileSync(join(folder, 'x'), 'utf8'), 'one');
});

test('it gives the cause when a wait has passed its limit', async () => {
  await assert.rejects(
    session([{ name: 'a', steps: [waiting(0)] }]).run(),
    /still waiting after 0 s: try 1 of 3.\nbecause of the test/,
  );
});

test('it does not apply what changed while another run held the lock', async () => {
  const file = join(folder, 'x');
  const steps = [fileStep('x', 'one')];
  const [opened, met] = [join(folder, 'opened'), join(folder, 'met')];
  const slow = defineStep({
    id: 'kernel.modules',
    title: 'slow',
    needs: () => ({ file: fileFact(opened) }),
    *plan({ facts }) {
      const script = sh`until [ -e ${met} ]; do sleep 0.01; done; printf one >${file}; touch ${opened}`;
      if (!facts.file.exists) yield { kind: 'change', summary: 'slow', script } as const;
    },
  });
  const holding = Promise.withResolvers<void>();
  const holds = (event: Event) => event.kind === 'change' && holding.resolve();
  const first = session([{ name: 'a', steps: [slow] }], localConnection(), holds).run();
  await Promise.race([first, holding.promise]);
  const waits: string[] = [];
  const meets = (event: Event) => {
    if (event.kind !== 'waiting') return;
    waits.push(event.wait.summary);
    writeFileSync(met, '');
  };
  const { run, events } = session([{ name: 'a', steps }], localConnection(), meets);
  await run();
  await first;
  assert.match(waits[0] ?? '', /^another run is changing this node \(test, since/);
  assert.equal(events.filter(({ kind }) => kind === 'changed').length, 0);
});
