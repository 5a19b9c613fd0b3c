import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import type { Batch } from '../../src/engine/batch.ts';
import type { Change } from '../../src/engine/model.ts';
import { runRound } from '../../src/engine/round.ts';
import { textFact } from '../../src/facts/command.ts';
import { fileFact } from '../../src/facts/file.ts';
import { lines, type Script, sh } from '../../src/shell/sh.ts';
import { localConnection } from '../support/local.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'round-'));
});

const change = (summary: string, script: Script): Change => ({ kind: 'change', summary, script });
const round = (changes: readonly Change[], facts: Parameters<typeof runRound>[1]['facts'] = []) =>
  runRound(localConnection(), { changes, facts, holder: 'ana@laptop' });

test('it applies changes in order, then asks', async () => {
  const file = join(folder, 'log');
  const result = await round(
    [change('one', sh`echo 1 >>${file}`), change('two', sh`echo 2 >>${file}`)],
    [fileFact(file), textFact('shell', sh`echo hello; echo world`)],
  );
  assert.ok(result.kind === 'done');
  const state = result.answers.get(fileFact(file));
  assert.equal(state.exists && state.content, '1\n2\n');
  assert.equal(result.answers.get(textFact('shell', sh``)), 'hello\nworld');
});

test('it stops at the first change that fails, with its output and code', async () => {
  const file = join(folder, 'after');
  const result = await round([
    change(
      'fails',
      sh`echo before; false
echo unreachable >${file}`,
    ),
    change('never', sh`touch ${file}`),
  ]);
  assert.ok(result.kind === 'failed');
  assert.deepEqual([result.change.summary, result.code, result.output], ['fails', 1, 'before\n']);
  assert.throws(() => readFileSync(file));
});

test('it keeps a change that reads stdin from eating the rest of the script', async () => {
  const result = await round([change('reads', sh`cat >/dev/null`)], [textFact('next', sh`echo still here`)]);
  assert.ok(result.kind === 'done');
  assert.equal(result.answers.get(textFact('next', sh``)), 'still here');
});

test('it tells facts how long the script may have been on its way', async () => {
  const way = { id: 'way', ask: sh`:`, parse: (_: string, delaySeconds?: number) => delaySeconds };
  const link = localConnection();
  const slowly: typeof link = {
    ...link,
    run: async (script, onLine) => {
      await new Promise((settle) => setTimeout(settle, 1500));
      return link.run(script, onLine);
    },
  };
  const result = await runRound(slowly, { changes: [], facts: [way], holder: 'ana@laptop' });
  assert.ok(result.kind === 'done');
  const delay = result.answers.get(way) ?? 0;
  assert.ok(delay > 1.4, `${delay}`);
});

test('it asks what is slow first, and the others meanwhile', async () => {
  const [begun, told] = [join(folder, 'begun'), join(folder, 'told')];
  const awaits = (path: string) => sh`timeout 20 sh -c 'until [ -e "$0" ]; do sleep 0.05; done' ${path}`;
  const slow = {
    ...textFact('slow', sh`touch ${begun}; ${awaits(told)}; head -c 100000 /dev/zero | tr '\0' x; exit $?`),
    slow: true as const,
  };
  const fast = textFact('fast', sh`${awaits(begun)} && touch ${told} && echo quick`);
  const result = await round([], [fast, slow]);
  assert.ok(result.kind === 'done');
  assert.deepEqual([result.answers.get(fast), result.answers.get(slow).length], ['quick', 100_000]);
});

test('it tells "could not ask" from an empty answer', async () => {
  const [fails, empty] = [textFact('fails', sh`exit 3`), textFact('empty', sh`:`)];
  const result = await round([], [fails, empty]);
  assert.ok(result.kind === 'done');
  assert.equal(result.answers.get(empty), '');
  assert.throws(() => result.answers.get(fails), /exit code 3/);
  assert.deepEqual(result.answers.select({ fails }), { unknown: ['fails: exit code 3'] });
});

test('it tells why a question has no answer, in the words of its program only', async () => {
  const said = 'list: it is cut';
  const damage = { cause: 'its list is cut', advice: 'write a new one' };
  const batch: Batch = {
    id: 'list',
    script: (items) => sh`echo "a file of somebody"; echo ${said}; echo ${items}; exit 2`,
    split: () => new Map(),
    explain: (stdout) => (stdout.includes('one two') ? { said, damage } : undefined),
  };
  const [one, two] = ['one', 'two'].map((item) => ({ id: item, ask: { batch, item }, parse: String }));
  const quiet = textFact('quiet', sh`echo "token: 1234"; exit 2`);
  assert.ok(one && two);
  const result = await round([], [one, two, quiet]);
  assert.ok(result.kind === 'done');
  const told = `one, two: exit code 2, ${said}`;
  assert.deepEqual(result.answers.select({ one, two, quiet }), { unknown: [told, 'quiet: exit code 2'], damage });
  assert.deepEqual(result.answers.select({ quiet }), { unknown: ['quiet: exit code 2'] });
});

test('it is not fooled by output that looks like its own marks', async () => {
  const fact = textFact('liar', sh`echo 'microcloud-000 end'; echo 'microcloud-000 answer 0 1'`);
  const result = await round([], [fact]);
  assert.ok(result.kind === 'done');
  assert.match(result.answers.get(fact), /^microcloud-000 end\nmicrocloud-000 answer 0 1$/);
});

test('it says who holds the lock while another round changes the node', async () => {
  const open = join(folder, 'open');
  const seen = join(folder, 'seen');
  const first = round([change('long', sh`touch ${open}; until [ -e ${seen} ]; do sleep 0.05; done`)]);
  const until = sh`until [ -e ${open} ]; do sleep 0.05; done`;
  await runRound(localConnection(), { changes: [], facts: [textFact('wait', until)], holder: '' });
  const second = await round([change('other', sh`:`)]);
  assert.ok(second.kind === 'locked');
  assert.equal(second.holder, 'ana@laptop');
  assert.ok(second.sinceSeconds > 1_700_000_000);
  await runRound(localConnection(), { changes: [], facts: [textFact('go', sh`touch ${seen}`)], holder: '' });
  assert.equal((await first).kind, 'done');
  assert.equal((await round([change('free again', sh`:`)])).kind, 'done');
});

test('it leaves no lock to a program that a change starts in the background', async () => {
  await round([change('daemon', sh`sleep 3 >/dev/null 2>&1 &`)]);
  assert.equal((await round([change('next', sh`:`)])).kind, 'done');
});

test('it notices a script that does not come to its end', async () => {
  const connection = { ...localConnection(), run: async () => ({ code: 255, stdout: '', stderr: 'Killed' }) };
  const result = await runRound(connection, { changes: [], facts: [], holder: '' });
  assert.deepEqual(result, { kind: 'broken', code: 255, stderr: 'Killed' });
});

test('it reports each change as it starts', async () => {
  const started: string[] = [];
  const changes = [change('one', sh`:`), change('two', lines([sh`:`, sh`:`]))];
  await runRound(localConnection(), { changes, facts: [], holder: '' }, ({ summary }) => started.push(summary));
  assert.deepEqual(started, ['one', 'two']);
});

test('it refuses a plan that was made before another run changed the node', async () => {
  const asked = await round([]);
  assert.ok(asked.kind === 'done');
  const { generation } = asked.answers;
  await round([change('of another run', sh`:`)]);
  const late = await runRound(localConnection(), {
    changes: [change('late', sh`:`)],
    facts: [],
    holder: '',
    generation,
  });
  assert.deepEqual(late, { kind: 'stale' });
});

test('it refuses a plan that was made while another run was changing the node', async () => {
  const [begun, go] = [join(folder, 'begun'), join(folder, 'go')];
  const other = round([change('long', sh`touch ${begun}; until [ -e ${go} ]; do sleep 0.05; done`)]);
  const meanwhile = textFact('meanwhile', sh`until [ -e ${begun} ]; do sleep 0.05; done`);
  const asked = await round([], [meanwhile]);
  assert.ok(asked.kind === 'done');
  await round([], [textFact('go', sh`touch ${go}`)]);
  await other;
  const { generation } = asked.answers;
  const late = await runRound(localConnection(), {
    changes: [change('late', sh`:`)],
    facts: [],
    holder: '',
    generation,
  });
  assert.deepEqual(late, { kind: 'stale' });
});
