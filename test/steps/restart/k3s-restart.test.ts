import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/restart/k3s-restart.ts';
import { arriving, k3sScope, linksWith, programsAnswer } from '../../support/k3s.ts';
import { fileAnswer, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

// Long before the unit's start.
const old = fileAnswer('', { modified: 1_600_000_000 });
const newer = fileAnswer('', { modified: 1_800_000_000 });
const base = {
  state: 'done\n',
  architecture: 'arm64\n',
  programs: programsAnswer('v1.35.4+k3s1'),
  datastore: 'none\n',
  links: linksWith('192.168.0.202'),
  unit: unitAnswer(),
  unitFile: old,
  record: old,
  config: old,
  registries: '',
  containerd: '',
};
const scope = k3sScope();

describe('k3s that runs already', () => {
  itPlans(
    step,
    base,
    {
      'is left as it is': { scope, finds: [] },
      'is none before it has joined': { when: { state: 'none\n', config: newer }, scope, finds: [] },
      'is restarted with newer settings': {
        when: { config: newer },
        scope,
        finds: ['change: Restart k3s-agent.service: /etc/rancher/k3s/config.yaml is newer than its start'],
      },
      'is restarted once for all of them': {
        when: { config: newer, registries: newer, record: newer },
        scope,
        finds: ['change: Restart k3s-agent.service: /var/lib/microcloud/programs/k3s is newer than its start'],
      },
      'is started where somebody stopped it': {
        when: { unit: unitAnswer({ active: 'inactive', started: '' }) },
        scope,
        finds: ['change: Start k3s-agent.service'],
      },
      'waits for the upgrade, which starts it again, too': {
        when: { config: newer },
        scope: k3sScope({ cluster: { version: Version.of('1.36.1+k3s1') } }),
        finds: [],
      },
      'waits for the move to etcd, which starts it again, too': {
        when: { config: newer, datastore: 'sqlite\n', links: linksWith('192.168.0.201') },
        scope: k3sScope({ at: 'pi-1', all: { role: 'control-plane' } }),
        finds: [],
      },
    },
    { node: arriving },
  );

  it('keeps its pods while it takes other settings', () => {
    const [finding] = planStep(step, { ...base, config: newer }, scope);
    assert.equal(finding?.kind === 'change' && finding.drain, undefined);
  });
});
