import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { meaningOf } from '../../src/doctor/plan-findings.ts';
import { loadChecks } from '../../src/doctor/themes.ts';
import { loadRun } from '../../src/steps/phases.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';

const checks = await loadChecks();
const titles = (await loadRun()).flatMap(({ steps }) => steps.map(({ title }) => title));
const rows = checks.filter((check) => check.kind === 'plan');

describe('the checks', () => {
  it('have ids of their own, as people type them', () => {
    const ids = checks.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    for (const id of ids) assert.match(id, /^[a-z0-9]+\.[a-z0-9_]+$/);
  });

  it('say what they find, why it matters, and what to do, in whole sentences', () => {
    for (const { id, title, why, runbook, source } of checks) {
      assert.match(title, /^\S.*[^.\s]$/, id);
      assert.match(why, /^\S.*\.$/, id);
      assert.match(runbook, /[.)]$/, id);
      assert.notEqual(source, '', id);
    }
  });

  it('only entail checks that there are', () => {
    const ids = checks.map(({ id }) => id);
    for (const { id, entails = [], entailsAnywhere = [] } of checks) {
      for (const pattern of [...entails, ...entailsAnywhere]) {
        const start = pattern.replace(/\*$/, '');
        assert.ok(
          ids.some((other) => (start === pattern ? other === pattern : other.startsWith(start))),
          `${id} entails ${pattern}`,
        );
      }
    }
  });

  it('never entail each other: both would be left out', () => {
    const entailed = ({ entails = [], entailsAnywhere = [] }: (typeof checks)[number]) => [
      ...entails,
      ...entailsAnywhere,
    ];
    const covers = (cause: (typeof checks)[number], id: string) =>
      cause.id !== id &&
      entailed(cause).some((pattern) => (pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern));
    const pairs = checks.flatMap((one) =>
      checks.filter((other) => covers(one, other.id) && covers(other, one.id)).map((other) => `${one.id} ${other.id}`),
    );
    assert.deepEqual(pairs, []);
  });

  it('of plans name steps that there are', () => {
    for (const { id, step = [] } of rows) {
      for (const title of [step].flat()) assert.ok(titles.includes(title), `${id}: ${title}`);
    }
  });

  it('know every step: add a row to src/doctor/THEME/planned.ts', () => {
    // Of a member they say nothing; others are not in a cluster yet (node.absent).
    const silent = ['Control plane', 'First server of k3s', 'Join'];
    const known = rows.flatMap(({ step = [] }) => step);
    assert.deepEqual(
      titles.filter((title) => !known.includes(title) && !silent.includes(title)),
      [],
    );
  });

  it('ask in sound shell', () => {
    const asked = { ...makeScope({ at: 'pi-1' }), since: '-1h' };
    const facts = checks.flatMap((check) => ('needs' in check ? Object.values(check.needs?.(asked) ?? {}) : []));
    assertShell({ facts });
  });
});

describe('a finding of a plan', () => {
  const meanings: readonly (readonly [title: string, summary: string, id: string])[] = [
    ['No swap', 'Turn off swap on /dev/zram0', 'swap.active'],
    ['No swap', 'Change /etc/fstab, so that no boot makes swap', 'swap.boot'],
    ['Kernel settings', 'Set net.ipv4.ip_forward to 1', 'sysctl.forward'],
    ['Kernel settings', 'Set net.bridge.bridge-nf-call-iptables to 1', 'sysctl.bridge'],
    ['Flannel', 'the Kubernetes API does not answer yet (refused)', 'cluster.silent'],
    ['Flannel', 'Deploy Flannel', 'cni.flannel_manifest'],
    ['Docker', 'Start docker.service', 'docker.active'],
    ['Docker', 'Let pi use Docker', 'docker.user'],
    ['Packages', 'Packages: the node does not answer package x: exit code 2.', 'node.unanswered'],
    ['A step that nobody wrote about', 'Do something', 'node.incomplete'],
  ];
  for (const [title, summary, id] of meanings) {
    it(`"${summary}" of "${title}" is ${id}`, () => assert.equal(meaningOf(rows, title, { summary }).id, id));
  }
});
