import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { lines, sh } from '../../../src/shell/sh.ts';
import { backup, restored } from '../../../src/steps/network/network-backup.ts';
import { needsScratch, scratchNode } from '../../support/scratch/scratch-node.ts';

const files = {
  '/etc/netplan/50-cloud-init.yaml': { content: 'network: {}\n', mode: '600' },
  '/etc/netplan/90-NM-a.yaml': { content: 'network: {a: 1}\n', mode: '600' },
  '/etc/NetworkManager/system-connections/Home: Wi Fi.nmconnection': { content: '[wifi]\n', mode: '600' },
  '/etc/systemd/network/eth0.network.d/a.conf': '[Network]\n',
  '/etc/dhcpcd.conf': { content: 'hostname\n', mode: '664', owner: 'root:netdev' },
  '/etc/cloud/cloud.cfg.d/99-other.cfg': 'a: 1\n',
  '/etc/hosts': '127.0.0.1 localhost\n',
};
const other = '/etc/cloud/cloud.cfg.d/99-microcloud-network.cfg';

/** What is below /etc after a backup, something else that writes, and the way back. */
async function afterwards(t: TestContext, meanwhile: string) {
  const links = { '/etc/systemd/network/99-default.link': '/dev/null' };
  const node = await scratchNode(t, { files, links });
  const own = () => Object.entries(node.files()).filter(([path]) => /^\/etc\/(?!passwd|group)/.test(path));
  const before = own();
  const kept = sh`ln -sfn "$backup" /root/kept`;
  const { code, stderr } = await node.run(lines([sh`set -e`, backup([other]), kept]));
  assert.equal(code, 0, stderr);
  await node.run(sh`sh -ec ${meanwhile}`);
  assert.notDeepEqual(own(), before);
  const back = await node.run(restored('/root/kept', [other]));
  assert.equal(back.code, 0, back.stderr);
  return { before, after: own() };
}

describe('the configuration of the network', needsScratch, () => {
  const rows: Record<string, string> = {
    'what a stack has written': `echo network >/etc/netplan/60-microcloud.yaml; mkdir -p /etc/network/interfaces.d
      echo x >/etc/network/interfaces.d/microcloud; echo more >>/etc/dhcpcd.conf; echo x >${other}`,
    'what another program has rewritten': 'cd /etc/netplan; for file in *; do echo anew >$file; chmod 644 $file; done',
    'what another program has moved': 'cd /etc/netplan; rm 50-cloud-init.yaml; mv 90-NM-a.yaml 90-NM-b.yaml',
    'names with blanks':
      'rm /etc/NetworkManager/system-connections/*; echo x >"/etc/NetworkManager/system-connections/a b"',
    'folders that are gone': 'rm -r /etc/netplan /etc/systemd/network',
    links: 'rm /etc/systemd/network/99-default.link; ln -s nowhere /etc/systemd/network/98.link',
  };
  for (const [title, meanwhile] of Object.entries(rows)) {
    it(`comes back with ${title}`, async (t) => {
      const { before, after } = await afterwards(t, meanwhile);
      assert.deepEqual(after, before);
    });
  }

  it('stays as it is where nothing was kept', async (t) => {
    const node = await scratchNode(t, { files });
    const before = node.files();
    const { code } = await node.run(restored('/root/kept', [other]));
    assert.equal(code, 1);
    assert.deepEqual(node.files(), before);
  });
});
