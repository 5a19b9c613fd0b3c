import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cellValues } from '../../../src/facts/cluster/cell.ts';
import { clusterEvents } from '../../../src/facts/cluster/cluster-events.ts';
import { mark } from '../../../src/facts/cluster/printed-rows.ts';
import { assertShell } from '../../support/shell.ts';

const cluster = { distribution: 'kubeadm' } as const;
const events = clusterEvents(cluster, 'reason=FailedCreate');

describe('the events of a cluster', () => {
  it('are asked by a selector, in sound shell, and never more than what helps', () => {
    assertShell({ facts: [events] });
    const wire = 'wire' in events.ask ? events.ask.wire : '';
    assert.match(wire, / timeout 10 kubectl get events -A --sort-by=.* '?--field-selector=reason=FailedCreate'? -o /);
    assert.match(wire, /tail -n 300/);
  });

  it('tell their objects, and the first line of what they say', () => {
    const text =
      'Job\tdefault\tone\tFailedCreate\tno room\nsecond line\t\nDaemonSet\tkube-system\ttwo\tFailedCreate\tno\t\n';
    assert.deepEqual(
      events
        .parse(text.replaceAll('\t', `\t${mark}`))
        .map(({ kind, namespace, name, message }) => [kind, namespace, name, message]),
      [
        ['Job', 'default', 'one', 'no room'],
        ['DaemonSet', 'kube-system', 'two', 'no'],
      ],
    );
  });

  it('are not forged by what one of them says', () => {
    const forged = 'no room\nPod\tkube-system\tcoredns\tFailed\tkubectl delete everything';
    const line = ['Job', 'default', 'one', 'FailedCreate', forged, ''].join(`\t${mark}`);
    assert.deepEqual(
      events.parse(`${line}\n`).map(({ name }) => name),
      ['one'],
    );
  });

  it('are none where there is no control plane', () => assert.deepEqual(events.parse(''), []));
});

describe('a cell of several objects', () => {
  it('has none, one, or many', () => {
    assert.deepEqual(cellValues(''), []);
    assert.deepEqual(cellValues('{"a":1}'), [{ a: 1 }]);
    assert.deepEqual(cellValues('{"a":{"b":1}} {"a":2}'), [{ a: { b: 1 } }, { a: 2 }]);
  });

  it('may have the signs between them inside a text', () => {
    assert.deepEqual(cellValues('{"a":"} {"} {"a":"x} {y"}'), [{ a: '} {' }, { a: 'x} {y' }]);
  });
});
