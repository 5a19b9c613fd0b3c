import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Event } from '../../src/engine/events.ts';
import { eventLines, eventText } from '../../src/screen/event-text.ts';
import { change, wait } from '../support/survey.ts';

const node = 'pi-2';
const transfer = (bytes: number, total?: number, direction: 'download' | 'upload' = 'upload'): Event => ({
  kind: 'transfer',
  node,
  direction,
  name: 'kubelet',
  bytes,
  total,
});
const waiting = (summary: string, seconds: number): Event => ({ kind: 'waiting', node, wait: wait(summary), seconds });

describe('an event', () => {
  const rows: readonly (readonly [event: Event, text: string | undefined])[] = [
    [{ kind: 'connecting', node, address: '192.168.0.202' }, 'connecting to 192.168.0.202'],
    [{ kind: 'change', node, phase: 'kernel', change: change('Load modules') }, 'Load modules'],
    [waiting('apt is busy', 0), 'waits: apt is busy'],
    [waiting('apt is busy', 7), 'waits: apt is busy (7 s)'],
    [waiting('x'.repeat(500), 0), `waits: ${'x'.repeat(119)}…`],
    [transfer(50, 200), 'receiving kubelet (25%)'],
    [transfer(1_500_000, undefined, 'download'), 'fetching kubelet (1.5 MB)'],
    [{ kind: 'converged', node, changes: 0 }, 'nothing to do'],
    [{ kind: 'converged', node, changes: 4 }, 'done'],
    [{ kind: 'failed', node, message: 'pi-2: it fails\nwith much text', hints: [] }, 'pi-2: it fails'],
    [{ kind: 'phase', node, phase: 'kernel', changes: 2 }, undefined],
  ];
  for (const [event, text] of rows) it(`says: ${text}`, () => assert.equal(eventText(event), text));
});

describe('a run without a terminal', () => {
  const linesOf = (...events: readonly Event[]) => {
    const lines: string[] = [];
    const hear = eventLines((line) => lines.push(line));
    events.forEach(hear);
    return lines;
  };

  it('names the node once', () => {
    assert.deepEqual(
      linesOf(
        { kind: 'note', node, message: 'waits for pi-1' },
        { kind: 'failed', node, message: 'pi-2: gone', hints: [] },
      ),
      ['pi-2: waits for pi-1', 'pi-2: gone'],
    );
  });

  it('tells of transfers when they are over', () => {
    assert.deepEqual(linesOf(transfer(1, 9), transfer(5, 9), transfer(9, 9)), ['pi-2: receiving kubelet (100%)']);
  });

  it('tells of waits as they begin, and each minute', () => {
    const seconds = Array.from({ length: 62 }, (_, second) => waiting('apt is busy', second));
    assert.deepEqual(linesOf(...seconds, waiting('dpkg is busy', 62)), [
      'pi-2: waits: apt is busy',
      'pi-2: waits: apt is busy (60 s)',
      'pi-2: waits: dpkg is busy (62 s)',
    ]);
  });
});
