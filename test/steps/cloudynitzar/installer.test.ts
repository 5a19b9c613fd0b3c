import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/cloudynitzar/installer.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ cloudy: { install: 'cloudynitzar' } });
const run = "change: Run Cloudy's own installer, which downloads from GitHub, with its log in /var/log/cloudy";

describe("running Cloudy's own installer", () => {
  itPlans(
    step,
    { done: '' },
    {
      'is only for those who want it': { finds: [] },
      'is done': { scope, finds: [run] },
      'is done once': { when: { done: fileAnswer('Sat Nov 21\n') }, scope, finds: [] },
      'is not for nodes that are not of Cloudy': {
        scope: makeScope({ cloudy: { install: 'cloudynitzar' }, node: { cloudy: false } }),
        finds: [],
      },
    },
    { undone: 'it downloads from GitHub' },
  );

  it('keeps it from contacting a community that the inventory does not name', () => {
    const script = (join: readonly string[]) => {
      const [finding] = planStep(
        step,
        { done: '' },
        makeScope({ cloudy: { install: 'cloudynitzar', serf: { join } } }),
      );
      return finding?.kind === 'change' ? finding.script.wire : '';
    };
    assert.match(script([]), /iptables -w -I OUTPUT -d 10\.139\.40\.122 -j REJECT/);
    assert.doesNotMatch(script(['10.139.40.122:5000']), /iptables/);
  });
});
