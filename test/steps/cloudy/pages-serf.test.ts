import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/cloudy/pages-serf.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const asItShouldBe = 'SERF_RPC_ADDR="127.0.0.1:7373"\nSERF_BIND=5000\nSERF_JOIN="192.168.0.201:5000"\n';
const changed = ['change: Change /etc/avahi-ps-serf.conf'];

describe("Serf's settings in the web pages of Cloudy", () => {
  itPlans(
    step,
    { config: fileAnswer(asItShouldBe) },
    {
      'are as they should be': { finds: [] },
      'are written on a fresh node': { when: { config: '' }, finds: ['change: Write /etc/avahi-ps-serf.conf'] },
      'lose those whom no inventory names': {
        when: { config: fileAnswer(asItShouldBe.replace('192.168.0.201', '10.139.40.122')) },
        finds: changed,
      },
      'name nobody where nobody is': {
        scope: makeScope({ all: { cloudy: false }, node: { cloudy: true } }),
        finds: changed,
      },
      'are left alone where the agent alone is wanted': {
        when: { config: '' },
        scope: makeScope({ cloudy: { install: 'agent' } }),
        finds: [],
      },
      'are left alone on a node out of Cloudy': {
        when: { config: '' },
        scope: makeScope({ node: { cloudy: false } }),
        finds: [],
      },
    },
  );

  it('keep lines that are not theirs', () => {
    const own = fileAnswer(`OPTS="-log-level=debug"\n${asItShouldBe.replace('5000', '5001')}`);
    const [change] = planStep(step, { config: own });
    assert.equal(change?.kind === 'change' && change.after, `OPTS="-log-level=debug"\n${asItShouldBe}`);
  });
});
