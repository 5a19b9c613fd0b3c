import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withRow } from '../../page/change-rows.ts';
import { curesOf } from '../../page/cure-words.ts';
import { condition, conditions, pending } from '../../page/node-words.ts';
import { who, whole } from '../../page/plan-words.ts';
import { vitalRows } from '../../page/vital-words.ts';
import type { ChangeState } from '../../src/screen/change-state.ts';
import type { NodeStatus } from '../../src/tasks/status-result.ts';

const idle: NodeStatus = { name: 'pi-1', role: 'worker', changes: [], reboot: false, problems: [], waits: [] };
const change = { id: 'kernel.modules', summary: 'Load overlay' } as const;

describe('the words of the page', () => {
  it('say how a node is', () => {
    const of = (more: Partial<NodeStatus>) => {
      const { kind, text } = condition({ ...idle, ...more });
      return `${kind}: ${text}`;
    };
    assert.equal(of({ ready: true }), 'good: Ready');
    assert.equal(of({ ready: false, reason: 'kubelet stopped' }), 'problem: Not Ready: kubelet stopped');
    assert.equal(of({}), 'wait: Not in the cluster');
    assert.equal(of({ unreachable: { message: 'off', hints: [] }, ready: true }), 'problem: Not reached');
    assert.equal(of({ ready: true, problems: [{ ...change, hint: 'x' }] }), 'problem: Needs you');
    const { role, ...stranger } = { ...idle, ready: true };
    assert.equal(condition(stranger).text, 'Ready, but not in the inventory');
  });

  it('say how all nodes are', () => {
    const off = { message: 'off', hints: [] };
    const nodes = ['pi-1', 'pi-2', 'pi-3', 'pi-4', 'pi-5', 'pi-6', 'pi-7'].map((name) => ({
      ...idle,
      name,
      ready: true,
    }));
    const of = (some: readonly NodeStatus[]) => conditions(some).map(({ kind, text }) => `${kind}: ${text}`);
    assert.deepEqual(of(nodes), ['good: 7 of 7 nodes Ready.']);
    const some = nodes.map((node, index) => (index > 1 ? { ...node, unreachable: off } : node));
    assert.deepEqual(of([...some, { ...idle, name: 'pi-8', ready: false, reason: 'kubelet stopped' }]), [
      'wait: 2 of 8 nodes Ready.',
      'problem: Not reached: pi-3 to pi-7.',
      'problem: Not Ready: pi-8.',
    ]);
  });

  it('end a sentence once', () => {
    assert.deepEqual([whole('It is full'), whole('It waits …')], ['It is full.', 'It waits …']);
  });

  it('say what is pending', () => {
    assert.equal(pending(idle), 'nothing');
    assert.equal(pending({ ...idle, waits: [change] }), 'it waits');
    assert.equal(pending({ ...idle, changes: [change] }), '1 change');
    assert.equal(pending({ ...idle, changes: [change], reboot: true }), 'a reboot');
    assert.equal(pending({ ...idle, changes: [change, change], reboot: true }), '2 changes and a reboot');
  });

  it('say how a board feels, and leave out what it does not tell', () => {
    assert.deepEqual(vitalRows({}), []);
    const rows = vitalRows({
      celsius: 81,
      memory: { total: 3792, available: 948 },
      load: 0.5,
      cores: 4,
      throttling: { now: [], before: ['weak power'] },
    });
    assert.deepEqual(
      rows.map(({ label, text }) => `${label}: ${text}`),
      [
        'Temperature: 81 °C',
        'Memory used: 75 % of 3792 MiB',
        'Load: 0.50 on 4 cores',
        'Throttling: since its boot: weak power',
      ],
    );
    assert.equal(vitalRows({ throttling: { now: [], before: [] } })[0]?.text, 'none');
  });

  it('name nodes as the terminal does', () => {
    const all = ['pi-1', 'pi-2', 'pi-3', 'pi-4'];
    assert.equal(who(all, all), '');
    assert.equal(who(['pi-2'], all), 'pi-2:');
    assert.equal(who(['pi-1', 'pi-2', 'pi-3'], all), 'all but pi-4:');
  });

  it('make of a finding what can be started, and of nothing else', () => {
    const typed = (command: string) => `microcloud ${command} -i field.yaml`;
    const line = { id: 'kernel.modules', severity: 'problem', nodes: ['pi-2', 'pi-3'], what: 'x', why: 'x' } as const;
    const of = (advice: string) => curesOf({ ...line, advice: [advice] }, typed)[0]?.started;
    assert.deepEqual(of('microcloud init'), { verb: 'init' });
    assert.deepEqual(of('microcloud init --only pi-2,pi-3 -i field.yaml'), { verb: 'init', only: ['pi-2', 'pi-3'] });
    for (const other of [
      'microcloud init --replace',
      'microcloud init && reboot',
      'microcloud init --only pi-2 (or take out --no-drain)',
      'sudo reboot',
      'microcloud remove pi-1',
    ])
      assert.equal(of(other), undefined, other);
    assert.deepEqual(curesOf({ ...line, advice: ['sudo reboot'], hasCure: true }, typed), [
      {
        text: 'microcloud doctor --fix --only pi-2,pi-3 -i field.yaml',
        started: { verb: 'doctor --fix', only: ['pi-2', 'pi-3'] },
      },
      { text: 'sudo reboot' },
    ]);
  });

  it('put the row of a node in the place of its last one', () => {
    const row = (node: string, text: string) => ({ node, text, state: 'works' }) as const;
    const looking: ChangeState = {
      kind: 'looking',
      command: 'microcloud init',
      rows: [row('pi-1', 'a'), row('pi-2', 'b')],
    };
    const next = withRow(looking, row('pi-1', 'c'));
    assert.deepEqual(next, { ...looking, rows: [row('pi-1', 'c'), row('pi-2', 'b')] });
    assert.deepEqual(withRow({ kind: 'none' }, row('pi-1', 'c')), { kind: 'none' });
  });
});
