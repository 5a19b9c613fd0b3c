import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnosisOf } from '../../src/doctor/diagnosis.ts';
import { doctorJson } from '../../src/screen/doctor-json.ts';
import { doctorText } from '../../src/screen/doctor-text.ts';
import { runbookText } from '../../src/screen/runbook-text.ts';
import { makeScope } from '../support/plan.ts';

const swap = {
  id: 'swap.active',
  title: 'Swap is on',
  severity: 'problem',
  why: 'kubelet does not start with swap.',
  advice: 'microcloud init --only {node}',
  runbook: 'Swap off.',
  source: 'kubeadm',
} as const;
const hot = {
  ...swap,
  id: 'hw.hot',
  title: 'It is hot',
  severity: 'warning',
  why: 'It is slow.',
  advice: 'Cool it',
} as const;
const login = { ...swap, id: 'apt.broken', title: 'dpkg stopped', advice: 'ssh {node} sudo dpkg --configure -a' };

const names = {
  nodes: makeScope({ all: { ssh: { user: 'pi' } } }).nodes,
  inventory: 'inventory.yaml',
};
const sum = { ignoredStops: [], skipped: [], checks: 100, nodes: 3, reached: 3 };
const text = (found: Parameters<typeof doctorJson>[0]['found'], more = {}, inventory = 'inventory.yaml') =>
  doctorText(doctorJson({ ...sum, found, ...more }, { ...names, inventory }), inventory);

describe('doctor', () => {
  it('says in one line what, why and what to type, once for all nodes that have it', () => {
    const found = ['pi-2', 'pi-3'].map((node) => diagnosisOf(swap, node, {}));
    assert.deepEqual(text(found).split('\n'), [
      '! pi-2, pi-3: Swap is on. kubelet does not start with swap. Try: microcloud init --only pi-2,pi-3  [swap.active]',
      '',
      '1 problem: 100 checks on 3 nodes.',
      'More about it: microcloud doctor --explain swap.active',
    ]);
  });

  it('tells people what doctor --fix cures', () => {
    const cured = { ...diagnosisOf(swap, 'pi-1', {}), hasCure: true } as const;
    const other = diagnosisOf(hot, 'pi-1', {});
    const last = (...found: Parameters<typeof text>[0]) => text(found, {}, 'school.yaml').split('\n').at(-1);
    assert.equal(last(cured), 'Cures it, and asks first: microcloud doctor --fix -i school.yaml');
    assert.equal(last(cured, other), 'Cures 1 of them, and asks first: microcloud doctor --fix -i school.yaml');
    const both = last(cured, { ...other, hasCure: true });
    assert.equal(both, 'Cures all of them, and asks first: microcloud doctor --fix -i school.yaml');
    assert.match(last(other) ?? '', /^More about it/);
  });

  it('names a node once that has it in several places', () => {
    const found = ['pi-2', 'pi-2'].map((node) => diagnosisOf(swap, node, {}));
    assert.match(text(found), /^! pi-2: Swap is on\./);
  });

  it('tells programs what doctor --fix cures, where it does so on all of the nodes', () => {
    const of = (...cured: readonly (true | undefined)[]) => {
      const found = cured.map((hasCure, index) => ({
        ...diagnosisOf(swap, `pi-${index}`, {}),
        ...(hasCure && { hasCure }),
      }));
      return doctorJson({ ...sum, found }, names).findings[0]?.hasCure;
    };
    assert.equal(of(true, true), true);
    assert.equal(of(true, undefined), undefined);
  });

  it('says "or" once between suggestions', () => {
    const found = [diagnosisOf(swap, 'pi-2', { advice: ['Check the key', 'Or set ssh.user'] })];
    assert.match(text(found), /Try: Check the key — or: Set ssh\.user {2}\[/);
  });

  it('names the inventory where it is not the usual one', () => {
    assert.match(text([diagnosisOf(swap, 'pi-2', {})], {}, 'field.yaml'), /init --only pi-2 -i field\.yaml {2}\[/);
    const twice = diagnosisOf(swap, 'pi-2', {
      advice: 'microcloud remove {node} --keep, then: microcloud join {node}',
    });
    assert.match(
      text([twice], {}, 'field.yaml'),
      /Try: microcloud remove pi-2 --keep -i field\.yaml, then: microcloud join pi-2 -i field\.yaml {2}\[/,
    );
  });

  it('says how to log in, and on which other nodes', () => {
    const found = ['pi-2', 'pi-3'].map((node) => diagnosisOf(login, node, {}));
    assert.match(
      text(found),
      /Try: ssh -t pi@192\.168\.0\.202 sudo dpkg --configure -a \(and the same on pi-3\) {2}\[apt\.broken\]/,
    );
  });

  it('names rows of nodes by the first and the last, and no node where it is all of them', () => {
    const many = Array.from({ length: 12 }, (_, index) => `pi-${index + 1}`);
    const nodes = many.map((name) => ({ ...makeScope().node, name }));
    const skipped = many.slice(1).map((node) => ({ check: 'hw.power' as const, node, reason: 'no vcgencmd' }));
    const found = many.flatMap((node) => [diagnosisOf(swap, node, {}), diagnosisOf(login, node, {})]);
    const json = doctorJson({ ...sum, found, skipped }, { nodes, inventory: 'inventory.yaml' });
    assert.deepEqual(json.findings[0]?.advice, ['microcloud init']);
    assert.match(json.findings[1]?.advice[0] ?? '', /\(and the same on pi-2 to pi-12\)$/);
    assert.equal(json.unasked[0]?.reason, 'pi-2 to pi-12: no vcgencmd');
  });

  it('tells problems from warnings, nodes from the cluster, and what was reached', () => {
    const found = [diagnosisOf(swap, 'pi-2', {}), diagnosisOf(hot, undefined, {})];
    const lines = text(found, { reached: 2 }).split('\n');
    assert.equal(lines[1], '~ cluster: It is hot. It is slow. Try: Cool it  [hw.hot]');
    assert.equal(lines[3], '1 problem, 1 warning: 100 checks on 2 of 3 nodes.');
  });

  it('says what init stops at, although it is left out', () => {
    const low = { ...swap, id: 'disk.low', title: 'There is no room' } as const;
    const ignoredStops = ['pi-1', 'pi-2'].map((node) => diagnosisOf(low, node, {}));
    assert.deepEqual(text([], { ignoredStops }).split('\n'), [
      'No problems found: 100 checks on 3 nodes.',
      'Ignored, but init stops at it:',
      '  pi-1, pi-2: There is no room  [disk.low]',
    ]);
  });

  it('says that nothing is wrong, how much was looked at, and what could not be asked', () => {
    const skipped = ['pi-1', 'pi-2'].flatMap((node) =>
      ['hw.power', 'hw.throttled'].map((check) => ({ check, node, reason: 'no vcgencmd' })),
    );
    assert.equal(
      text([], { skipped }),
      'No problems found: 100 checks on 3 nodes.\nCould not be asked:\n  pi-1, pi-2: no vcgencmd: hw.power, hw.throttled',
    );
  });
});

describe('a runbook', () => {
  it('has all that is known of a check', () => {
    assert.equal(
      runbookText(swap),
      '## swap.active\n\n**Swap is on** (problem). kubelet does not start with swap.\n\nSwap off.\n\nWhat to do:\n\n- `microcloud init --only NODE`\n\nKnown from: kubeadm\n',
    );
  });
});
