import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Paint } from '../../src/screen/paint.ts';
import { type NodePlan, planText } from '../../src/screen/plan-text.ts';
import { change, note, phase, problem, wait } from '../support/survey.ts';

const on = (plan: NodePlan['plan'], ...names: readonly string[]) => names.map((name) => ({ name, plan }));
const reboot = phase('reboot', change('Reboot'));
const hosts = (name: string) =>
  phase('identity', change('Change /etc/hosts', { before: 'a\nb\nc\nd\n', after: `a\nb\nc\n${name}\n` }));

const rows: readonly { about: string; nodes: readonly NodePlan[]; text: string }[] = [
  { about: 'nothing for nodes that lack nothing', nodes: on([], 'pi-1', 'pi-2'), text: 'pi-1, pi-2: nothing to do' },
  { about: 'nothing for phases that find nothing', nodes: on([phase('kernel')], 'pi-1'), text: 'pi-1: nothing to do' },
  { about: 'once what all nodes need', nodes: on([reboot], 'pi-1', 'pi-2'), text: 'reboot\n  * Reboot' },
  {
    about: 'the names of those that need it',
    nodes: [...on([reboot], 'pi-1', 'pi-3'), ...on([], 'pi-2')],
    text: 'reboot\n  * pi-1, pi-3: Reboot\npi-2: nothing to do',
  },
  {
    about: 'the name of the only one that does not',
    nodes: [...on([reboot], 'pi-1', 'pi-2', 'pi-4'), ...on([], 'pi-3')],
    text: 'reboot\n  * all but pi-3: Reboot\npi-3: nothing to do',
  },
  {
    about: 'changes apart whose files differ, with two lines around',
    nodes: [...on([hosts('pi-1')], 'pi-1'), ...on([hosts('pi-2')], 'pi-2')],
    text: `identity
  * pi-1: Change /etc/hosts
       b
       c
      -d
      +pi-1
  * pi-2: Change /etc/hosts
       b
       c
      -d
      +pi-2`,
  },
  {
    about: 'the file of one node as an example, where those of many nodes differ',
    nodes: ['pi-1', 'pi-2', 'pi-3', 'pi-4', 'pi-5'].flatMap((name) => on([hosts(name)], name)),
    text: `identity
  * Change /etc/hosts
       b
       c
      -d
      +pi-1
      … on pi-1. The other nodes have lines of their own: --only pi-2 shows those of pi-2`,
  },
  {
    about: 'problems first, with what to do, and waits',
    nodes: on(
      [phase('preflight', change('Do'), wait('apt is busy'), problem('it is too old', 'Install anew.'))],
      'pi-1',
    ),
    text: 'preflight\n  ! it is too old\n      Install anew.\n  … wait: apt is busy\n  * Do',
  },
  {
    about: 'what people should know, last',
    nodes: on([phase('cloudy', note('nobody can log in', 'Set cloudy.login.'), change('Do'))], 'pi-1'),
    text: 'cloudy\n  * Do\n  i nobody can log in\n      Set cloudy.login.',
  },
  {
    about: 'phases in their order when a problem ends one plan early',
    nodes: [
      ...on([phase('preflight', problem('too old', 'no'))], 'pi-1'),
      ...on([phase('preflight'), phase('kernel', change('Load modules')), reboot], 'pi-2'),
    ],
    text: 'preflight\n  ! pi-1: too old\n      no\nkernel\n  * pi-2: Load modules\nreboot\n  * pi-2: Reboot',
  },
];

describe('the plan of all nodes', () => {
  for (const { about, nodes, text } of rows) {
    it(`says ${about}`, () => assert.equal(planText(nodes, { withDiffs: true }), text));
  }

  it('shows the first lines of a long file, and all of them when asked to', () => {
    const after = Array.from({ length: 30 }, (_, index) => `line ${index + 1}\n`).join('');
    const nodes = on([phase('cloudy', change('Write a page', { before: '', after }))], 'pi-1');
    const lines = planText(nodes, { withDiffs: true }).split('\n');
    assert.deepEqual(
      [lines.length, ...lines.slice(-2)],
      [15, '      +line 12', '      … 18 more lines: --json has all of them'],
    );
    assert.equal(planText(nodes, { withDiffs: true, isWhole: true }).split('\n').length, 32);
  });

  it('leaves files out when asked to', () => {
    assert.equal(planText(on([hosts('x')], 'pi-1'), { withDiffs: false }), 'identity\n  * Change /etc/hosts');
    assert.equal(
      planText(on([hosts('x')], 'pi-1'), { withDiffs: false, all: ['pi-1', 'pi-2'] }),
      'identity\n  * pi-1: Change /etc/hosts',
    );
  });

  it('counts the changes of a phase that has many, once it is asked to be short', () => {
    const changes = ['Do', 'Make', 'Write', 'Load'].map((summary) => change(summary));
    const kernel = { ...phase('kernel', ...changes, note('it is old', 'Read.')), about: 'modules, clock' };
    const nodes = [...on([kernel, reboot], 'pi-1', 'pi-2'), ...on([phase('kernel', change('Do'))], 'pi-3')];
    assert.equal(
      planText(nodes, { withDiffs: false, isShort: true }),
      `kernel
  * 9 changes: modules, clock
  i pi-1, pi-2: it is old
      Read.
reboot
  * pi-1, pi-2: Reboot`,
    );
    assert.match(planText(nodes, { withDiffs: false }), /^kernel\n {2}\* Do\n {2}\* pi-1, pi-2: Make\n/);
  });

  it('paints what is added, removed and wrong, and nothing else', () => {
    const paint: Paint = (kind, text) => `<${kind}>${text}`;
    const found = phase('x', problem('bad', '-'), change('Do', { before: 'a\n', after: 'b\n' }));
    assert.equal(
      planText(on([found], 'pi-1'), { withDiffs: true, paint }),
      'x\n<problem>  ! bad\n<removed>      -\n  * Do\n<removed>      -a\n<added>      +b',
    );
  });

  it('has no blanks at the ends of lines', () => {
    const found = phase('x', change('Do', { before: 'a\n\nb\n', after: 'a\n\nc\n' }));
    assert.doesNotMatch(planText(on([found], 'pi-1'), { withDiffs: true }), / $/m);
  });
});
