import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leaveText } from '../../src/screen/leave-text.ts';
import type { LeaveResult } from '../../src/tasks/leave.ts';

describe('what is said after a node has left', () => {
  it('names what goes on there: Serf, and pages that run as root', () => {
    const result = {
      ...{ survey: { reached: [], unreached: [] }, outcomes: [{ node: 'pi-2', changes: 3 }] },
      ...{ leaving: ['pi-2'], removed: ['pi-2'], checked: ['Kubernetes'], off: [], lost: [] },
    };
    const text = leaveText(result as unknown as LeaveResult, {});
    assert.match(text, /pi-2: left as they were: .*Serf and its web pages go on; cloudy: false, then init, stops them/);
  });
});
