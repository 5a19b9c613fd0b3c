import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Event } from '../../src/engine/events.ts';
import { plain } from '../../src/screen/paint.ts';
import { startRows } from '../../src/screen/run-rows.ts';

const change = (summary: string) => ({ kind: 'change', id: 'fs.fstab', summary, script: '' }) as never;

/** What a terminal shows that knows the two movements which rows make: up, and erase what is below. */
function screen(size: { readonly rows: number; readonly columns: number }) {
  const lines: string[] = [];
  let at = 0;
  let highest = 0;
  const write = (text: string) => {
    const moves = /^(?:ESC\[(\d+)A)?\rESC\[J([\s\S]*)$/;
    const [, up = '0', rest = ''] = moves.exec(text.replaceAll('\u001b', 'ESC')) ?? assert.fail(text);
    highest = Math.max(highest, Number(up));
    at -= Number(up);
    lines.length = at;
    for (const line of rest.split('\n').slice(0, -1)) lines.push(line);
    at = lines.length;
    return true;
  };
  return { ...size, write, lines, highest: () => highest };
}

/** Rows of nodes with so many changes each, on a clock that stands still. */
function watch(t: TestContext, names: readonly string[], { changes = 2, rows = 24, columns = 80 } = {}) {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'], now: new Date(2026, 10, 30, 14, 2) });
  const terminal = screen({ rows, columns });
  const phase = {
    phase: 'kernel',
    about: '',
    changes: Array(changes).fill(change('x')),
    problems: [],
    waits: [],
    notes: [],
  };
  const shown = startRows(
    names.map((name) => ({ name, plan: [phase] as never })),
    { terminal: terminal as never, paint: plain },
  );
  t.after(() => shown.stop());
  const hear = (event: Event) => shown.hear(event);
  const begin = (node: string, summary: string) =>
    hear({ kind: 'change', node, phase: 'kernel', change: change(summary) });
  const made = (node: string) => hear({ kind: 'changed', node, phase: 'kernel', changes: [change('x')] });
  const pass = (seconds: number) => t.mock.timers.tick(seconds * 1000);
  return { ...shown, terminal, begin, made, hear, pass };
}

describe('the rows of a run', () => {
  it('say what each node does, what is done, what remains, and since when', (t) => {
    const { terminal, begin, made, hear, pass } = watch(t, ['pi-1', 'pi-10', 'pi-3']);
    begin('pi-1', 'Install containerd');
    made('pi-1');
    pass(4);
    hear({ kind: 'converged', node: 'pi-3', changes: 2 });
    assert.deepEqual(terminal.lines, [
      '  pi-3: done',
      '  pi-1   1/2  Install containerd',
      '  pi-10  0/2  waits for its turn',
      '1 of 3 nodes done, 2 to go; 3 of 6 changes; 4 s, since 14:02',
    ]);
    pass(66);
    assert.deepEqual(terminal.lines.slice(1), [
      '  pi-1   1/2  (1 min 10 s) Install containerd',
      '  pi-10  0/2  (1 min 10 s) waits for its turn',
      '1 of 3 nodes done, 2 to go; 3 of 6 changes; 1 min 10 s, since 14:02',
    ]);
  });

  it('count the time of a transfer from its first byte, whatever its numbers say', (t) => {
    const { terminal, hear, pass } = watch(t, ['pi-1']);
    const transfer = (bytes: number) =>
      hear({ kind: 'transfer', node: 'pi-1', direction: 'upload', name: 'k3s', bytes, total: 100 });
    transfer(10);
    pass(7);
    transfer(50);
    assert.equal(terminal.lines[0], '  pi-1  0/2  (7 s) receiving k3s (50%)');
  });

  it('keep what has ended above, with the reason of a failure, and leave the others as they are', (t) => {
    const { terminal, hear, stop } = watch(t, ['pi-1', 'pi-2']);
    hear({ kind: 'failed', node: 'pi-1', message: 'pi-1: it is off', hints: [] });
    assert.equal(terminal.lines.at(-1), '0 of 2 nodes done, 1 failed, 1 to go; 0 of 4 changes; 0 s, since 14:02');
    stop();
    assert.deepEqual(terminal.lines, ['! pi-1: it is off', '  pi-2: left as it is']);
  });

  it('end as stopped when somebody stops the run, once', (t) => {
    const { terminal, interrupt, stop, pass } = watch(t, ['pi-1']);
    interrupt();
    stop();
    pass(5);
    assert.deepEqual(terminal.lines, ['  pi-1: stopped']);
  });

  it('end in one line where somebody stops a run of many nodes', (t) => {
    const { terminal, interrupt } = watch(
      t,
      Array.from({ length: 12 }, (_, index) => `pi-${index + 1}`),
    );
    interrupt();
    assert.deepEqual(terminal.lines, ['  pi-1 to pi-12: stopped']);
  });

  it('do not say the name of a node twice while it is waited for', (t) => {
    const { terminal, hear } = watch(t, ['pi-1', 'pi-2']);
    hear({ kind: 'note', node: 'pi-1', message: 'Waiting for pi-1 (192.168.0.201): nothing listens on port 22' });
    hear({ kind: 'note', node: 'pi-2', message: 'Waiting for gate (192.168.0.1): for the login, 120 s at most' });
    assert.deepEqual(terminal.lines.slice(0, 2), [
      '  pi-1  0/2  waits: nothing listens on port 22',
      '  pi-2  0/2  Waiting for gate (192.168.0.1): for the login, 120 s at most',
    ]);
  });

  it('are never more than the terminal has, with 50 nodes too, and count the nodes that are not shown', (t) => {
    const names = Array.from({ length: 50 }, (_, index) => `pi-${index + 1}`);
    const { terminal, begin, hear } = watch(t, names);
    for (const name of names) begin(name, 'Install containerd');
    assert.equal(terminal.lines.length, 23);
    assert.match(terminal.lines.at(-1) ?? '', /^0 of 50 nodes done, 50 to go \(28 not shown\); 0 of 100 changes/);
    for (const name of names) hear({ kind: 'converged', node: name, changes: 2 });
    assert.deepEqual(
      terminal.lines.slice(0, -1),
      names.map((name) => `  ${name}: done`),
    );
    assert.ok(terminal.highest() <= 23, `${terminal.highest()}`);
  });

  it('are cut where a narrow terminal ends, and what stays is broken between words', (t) => {
    const { terminal, begin, hear } = watch(t, ['pi-1', 'pi-2'], { columns: 40 });
    begin('pi-1', 'Install containerd, conntrack, socat and iptables');
    assert.deepEqual(terminal.lines, [
      '  pi-1  0/2  Install containerd, connt…',
      '  pi-2  0/2  waits for its turn',
      '0 of 2 nodes done, 2 to go; 0 of 4',
      'changes; 0 s, since 14:02',
    ]);
    hear({ kind: 'failed', node: 'pi-2', message: 'its card has no room for that: 10 MB are free', hints: [] });
    assert.deepEqual(terminal.lines.slice(0, 2), ['! pi-2: its card has no room for that:', '  10 MB are free']);
    for (const line of terminal.lines) assert.ok(line.length < 41, line);
  });
});
