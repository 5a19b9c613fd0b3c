import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step, { withoutPodInterfaces } from '../../../src/steps/kernel/pod-interfaces.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const conf = fixture('pi-4-raspios-bullseye/dhcpcd.conf');
const none = { networkManager: '', networkManagerFile: '', dhcpcd: '', dhcpcdFile: '' };
const [nmChange] = planStep(step, { ...none, networkManager: unitAnswer() });
const nmFile = fileAnswer(nmChange && 'after' in nmChange ? (nmChange.after ?? '') : '');
const dhcpcd = { dhcpcd: unitAnswer(), dhcpcdFile: fileAnswer(conf, { mode: '664', owner: 'root:netdev' }) };
const write = "change: Write /etc/NetworkManager/conf.d/90-microcloud.conf, so that it keeps off pods' interfaces";
const change = "change: Change /etc/dhcpcd.conf, so that dhcpcd keeps off pods' interfaces";

describe("pods' interfaces", () => {
  itPlans(step, none, {
    'need nothing where neither is there': { finds: [] },
    'are not for NetworkManager': {
      leaves: {
        '/etc/NetworkManager/conf.d/90-microcloud.conf':
          /^unmanaged-devices=interface-name:cni\*;.*interface-name:kube-ipvs\*$/m,
      },
      calls: ['systemctl reload NetworkManager.service'],
      when: { networkManager: unitAnswer() },
      finds: [write],
    },
    'are not for NetworkManager, once': {
      when: { networkManager: unitAnswer(), networkManagerFile: nmFile },
      finds: [],
    },
    'are not for dhcpcd': {
      leaves: { '/etc/dhcpcd.conf': `664 root:netdev\n${withoutPodInterfaces(conf)}` },
      calls: ['dhcpcd -n'],
      when: dhcpcd,
      finds: [change],
    },
    'are not for dhcpcd, once': {
      when: { ...dhcpcd, dhcpcdFile: fileAnswer(withoutPodInterfaces(conf), { mode: '664', owner: 'root:netdev' }) },
      finds: [],
    },
  });

  it('are denied before the first interface of dhcpcd.conf, whose other lines stay', () => {
    const text = `${conf}interface eth0\nstatic ip_address=192.168.0.2/24\n`;
    const after = withoutPodInterfaces(text);
    assert.match(after, /^denyinterfaces [\s\S]*^interface eth0$/m);
    assert.ok(after.endsWith(text));
    assert.equal(withoutPodInterfaces(after), after);
  });

  it('leave mode and owner of dhcpcd.conf as they are', () => {
    const [finding] = planStep(step, { ...none, ...dhcpcd });
    const script = finding && 'script' in finding ? finding.script.wire : '';
    assert.match(script, /^chmod 664 /m);
    assert.match(script, /^chown root:netdev \/etc\/dhcpcd.conf$/m);
  });

  it('tell a NetworkManager that runs', () => {
    const reloads = (active: string) => {
      const [finding] = planStep(step, { ...none, networkManager: unitAnswer({ active }) });
      return finding && 'script' in finding ? /systemctl reload/.test(finding.script.wire) : undefined;
    };
    assert.deepEqual([reloads('active'), reloads('inactive')], [true, false]);
  });
});
