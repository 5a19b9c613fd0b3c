import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/upgrade/k3s-upgrade.ts';
import { arriving, k3sScope, linksWith, programsAnswer } from '../../support/k3s.ts';
import { fileAnswer, planStep } from '../../support/plan.ts';
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
  config: old,
};
const scope = k3sScope();
const three = k3sScope({ at: 'pi-1', all: { role: 'control-plane' } });
const sqlite = { datastore: 'sqlite\n', links: linksWith('192.168.0.201') };
const newest = k3sScope({ cluster: { version: Version.of('1.36.1+k3s1') } });

describe('k3s that runs already', () => {
  itPlans(
    step,
    base,
    {
      'is left as it is': { scope, finds: [] },
      'is none before it has joined': { when: { state: 'none\n', config: newer }, scope, finds: [] },
      'gets a newer version': {
        when: { config: newer },
        scope: newest,
        finds: ['change: Upgrade k3s from v1.35.4+k3s1 to v1.36.1+k3s1'],
      },
      'gets a newer version also where somebody replaced the program': {
        when: { programs: programsAnswer('v1.35.4+k3s1', 'k3s', 1_800_000_000) },
        scope: newest,
        finds: ['change: Upgrade k3s from v1.35.4+k3s1 to v1.36.1+k3s1'],
      },
      'moves what is in sqlite to etcd, for several servers': {
        node: { ...arriving, files: { ...arriving.files, '/var/lib/rancher/k3s/server/db/state.db': 'sqlite' } },
        leaves: { '/var/lib/rancher/k3s/server/db/sqlite-before-etcd/state.db': 'sqlite' },
        when: sqlite,
        scope: three,
        finds: [
          "change: Move the cluster's datastore from sqlite to etcd, for several servers: its API is away for some minutes, pods go on, there is no way back, and a copy is kept in /var/lib/rancher/k3s/server/db/sqlite-before-etcd [kubelet.active]",
        ],
      },
      'has moved': { when: { datastore: 'etcd\n' }, scope: three, finds: [] },
    },
    { once: 'whoever is a member is asked nothing else', node: arriving },
  );

  it('is drained for another version', () => {
    const drains = planStep(step, base, newest).map((finding) => finding.kind === 'change' && finding.drain);
    assert.deepEqual(drains, [true]);
  });

  it('keeps a copy of sqlite before it says cluster-init', () => {
    const [finding] = planStep(step, { ...base, ...sqlite }, three);
    assert.ok(finding?.kind === 'change');
    const { display } = finding.script;
    const order = [
      'stop k3s.service',
      'cp -a /var/lib/rancher/k3s/server/db/state.db*',
      'cluster-init: true',
      'restart',
    ];
    const places = order.map((part) => display.indexOf(part));
    assert.ok(
      places.every((place) => place >= 0),
      String(places),
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.match(finding.after ?? '', /^cluster-init: true$/m);
  });
});
