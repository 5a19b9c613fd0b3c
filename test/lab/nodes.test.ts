import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { containerArgs } from '../../lab/container.ts';
import { parseRow } from '../../lab/containers.ts';
import { dhcpPid, dnsmasqArgs } from '../../lab/dhcp.ts';
import { checkName, planLab, planNode } from '../../lab/lab-plan.ts';
import { networkArgs } from '../../lab/network.ts';
import { filesOf } from '../../lab/state.ts';
import { knownHostLines } from '../../lab/trust-nodes.ts';
import { UserError } from '../../src/errors.ts';
import { layOut, temporary } from '../support/temporary.ts';

const lab = planLab('lab', 0);
const node = planNode(lab, 2);

describe('containerArgs', () => {
  const args = containerArgs({ lab, node, number: 2, flavour: 'trixie', image: 'image:1', publicKey: 'ssh-ed25519 A' });

  it('marks the node as the lab’s', () => {
    const marks = args.filter((_, index) => args[index - 1] === '--label');
    const expected = ['microcloud.lab=lab', 'microcloud.lab.node=pi-2', 'microcloud.lab.number=2'];
    assert.deepEqual(marks, [...expected, 'microcloud.lab.flavour=trixie']);
  });

  it('asks for no more than a machine without CAP_SYS_RESOURCE has', () => {
    assert.ok(!args.includes('--privileged') && !args.some((arg) => /SYS_RESOURCE|=ALL$/.test(arg)));
  });

  it('ends with the image', () => assert.equal(args.at(-1), 'image:1'));
});

describe('parseRow', () => {
  it('reads what docker ps prints', () => {
    assert.deepEqual(parseRow('lab\tpi-2\t2\ttrixie\tmicrocloud-lab-lab-pi-2\trunning'), {
      lab: 'lab',
      node: 'pi-2',
      number: 2,
      flavour: 'trixie',
      container: node.container,
      state: 'running',
    });
  });
});

describe('dnsmasqArgs', () => {
  const args = dnsmasqArgs(lab, filesOf('/labs/lab'));

  it('serves the bridge and nothing else of this machine', () => {
    for (const arg of ['--interface=mclab0', '--except-interface=lo', '--bind-interfaces', '--conf-file=/dev/null']) {
      assert.ok(args.includes(arg), arg);
    }
  });

  it('reserves addresses for nodes that may come later', () => {
    assert.ok(args.includes('--dhcp-host=b8:27:eb:00:00:28,172.29.0.140'));
  });
});

describe('dhcpPid', () => {
  for (const [title, text] of Object.entries({
    'of another program': `${process.pid}\n`,
    'that is no number': 'x',
    'of no process': '4194305',
  })) {
    it(`does not take a pid ${title} for the lab's`, async (t) => {
      const directory = await temporary(t);
      await layOut(directory, [['dnsmasq.pid', text]]);
      assert.equal(await dhcpPid(filesOf(directory)), undefined);
    });
  }
});

describe('networkArgs', () => {
  it('keeps the lab’s number and directory with the network', () => {
    const args = networkArgs({ plan: lab, directory: '/labs/lab' });
    assert.ok(args.includes('microcloud.lab.octet=0') && args.includes('microcloud.lab.directory=/labs/lab'));
  });
});

describe('knownHostLines', () => {
  it('writes a line a key, without its comment', () => {
    const lines = knownHostLines(
      ['10.0.0.1', '10.0.0.2'],
      ['ssh-ed25519 AAAA root@raspberrypi', 'ssh-rsa BBBB x'],
      'mark',
    );
    assert.deepEqual(lines, ['10.0.0.1,10.0.0.2 ssh-ed25519 AAAA mark\n', '10.0.0.1,10.0.0.2 ssh-rsa BBBB mark\n']);
  });
});

describe('checkName', () => {
  for (const name of ['lab', 'a', 'lab-2']) it(`takes ${name}`, () => checkName(name));
  for (const name of ['', 'Lab', '-lab', 'lab-', '../lab', 'a b', 'bundle', 'x'.repeat(33)]) {
    it(`refuses ${JSON.stringify(name)}`, () => assert.throws(() => checkName(name), UserError));
  }
});
