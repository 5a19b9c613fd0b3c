import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import step from '../../../src/steps/cloudy/serf-agent.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const lab = fixture('simulated-trixie/network-links');
const ours = (name: string) => readFileSync(new URL(`../../../templates/${name}`, import.meta.url), 'utf8');
const nowhere = {
  machineId: '0123456789abcdef0123456789abcdef',
  links: lab,
  config: '',
  unitFile: '',
  initScript: fileAnswer('#! /bin/sh\n. /lib/lsb/init-functions\n', { mode: '755' }),
  unit: unitAnswer(),
  joinService: '',
  joinTimer: '',
  timer: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' }),
};

/** What the step writes into a file, for a cluster. */
function written(path: string, scope = makeScope()): string {
  const finding = planStep(step, nowhere, scope).find(({ about }) => about?.endsWith(path));
  return finding?.kind === 'change' ? (finding.after ?? '') : '';
}
const base = {
  ...nowhere,
  config: fileAnswer(written('serf.json')),
  unitFile: fileAnswer(ours('serf.service')),
  joinService: fileAnswer(written('serf-join.service')),
  joinTimer: fileAnswer(ours('serf-join.timer')),
  timer: unitAnswer({ started: '' }),
};

const restart = 'change: Restart serf.service: /etc/microcloud/serf.json is newer than its start [serf.active]';

describe('Serf', () => {
  itPlans(step, base, {
    'is as it should be': { finds: [] },
    'is set up on a fresh node': {
      once: 'this machine may have a serf',
      when: nowhere,
      finds: [
        'change: Write /etc/microcloud/serf.json',
        'change: Write /etc/systemd/system/serf.service',
        'change: Write /etc/systemd/system/serf-join.service [serf.join_timer]',
        'change: Write /etc/systemd/system/serf-join.timer [serf.join_timer]',
        'change: Enable serf-join.timer [serf.join_timer]',
        'change: Start serf-join.timer [serf.join_timer]',
      ],
    },
    "is restarted where Debian's unit still runs": {
      when: { unit: unitAnswer().replace('NeedDaemonReload=no', 'NeedDaemonReload=yes') },
      finds: ['change: Restart serf.service: its unit file changed [serf.active]'],
    },
    'has nobody to join without other nodes and a community': {
      follows: [restart],
      scope: makeScope({ all: { cloudy: false }, node: { cloudy: true } }),
      finds: ['change: Change /etc/microcloud/serf.json', 'change: Stop and disable serf-join.timer [serf.join_timer]'],
    },
    'joins another community': {
      follows: [restart],
      scope: makeScope({ cloudy: { serf: { join: ['10.139.40.122'] } } }),
      finds: [
        'change: Change /etc/microcloud/serf.json',
        'change: Change /etc/systemd/system/serf-join.service [serf.join_timer]',
      ],
    },
    'is stopped on a node that leaves Cloudy': {
      scope: makeScope({ node: { cloudy: false } }),
      finds: ['change: Stop and disable serf-join.timer [serf.join_timer]', 'change: Stop and disable serf.service'],
    },
    'is left to whoever installed it where Cloudy is not wanted': {
      when: { ...nowhere, timer: base.timer },
      scope: makeScope({ node: { cloudy: false } }),
      finds: [],
    },
    "keeps Cloudy's own script from starting a second agent": {
      when: { initScript: fileAnswer('#!/bin/sh\nSERFPATH="/opt/serf"\n', { mode: '755' }) },
      finds: ['change: Change /etc/init.d/serf'],
    },
    'needs an address': {
      when: { links: '== links\n[]\n== routes\n[]\n' },
      scope: makeScope({ node: { address: 'pi-2.local' } }),
      finds: ['problem: Cloudy needs an IPv4 address of this node, and none is known [cloudy.address]'],
    },
  });

  it('joins the nodes of the inventory, and nothing that it does not name', () => {
    const scope = makeScope({ cloudy: { serf: { join: ['10.139.40.122', 'cloudy.example.org:5001'] } } });
    const { bind, retry_join } = JSON.parse(written('serf.json', scope));
    assert.equal(bind, '192.168.0.202:5000');
    assert.deepEqual(retry_join, [
      '192.168.0.201:5000',
      '192.168.0.203:5000',
      '10.139.40.122:5000',
      'cloudy.example.org:5001',
    ]);
  });

  it('has a name that stays, is its own in any community, and does not tell the machine id', () => {
    const { node_name } = JSON.parse(written('serf.json'));
    assert.match(node_name, /^[0-9a-f]{32}-pi-2$/);
    assert.ok(!node_name.includes('0123456789abcdef'));
  });

  it('is bound to where SSH found the node that has only a name', () => {
    const scope = makeScope({ node: { address: 'pi-2.local' } });
    const arrival = `${lab}\n== arrival\n192.168.0.1 50000 172.29.0.12 22\n`;
    const config = planStep(step, { ...nowhere, links: arrival }, scope).find(
      ({ about }) => about === '/etc/microcloud/serf.json',
    );
    assert.match(config?.kind === 'change' ? (config.after ?? '') : '', /"bind": "172\.29\.0\.12:5000"/);
  });
});
