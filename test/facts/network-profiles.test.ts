import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { runRound } from '../../src/engine/round.ts';
import { networkProfiles } from '../../src/facts/network-profiles.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';

const folder = 'NetworkManager/system-connections';

async function read(t: TestContext, texts: Readonly<Record<string, string>>, mode = '600') {
  const files = Object.fromEntries(Object.entries(texts).map(([path, content]) => [path, { content, mode }]));
  const connection = await scratchNode(t, { files });
  const result = await runRound(connection, { changes: [], facts: [networkProfiles], holder: 'test' });
  assert.equal(result.kind, 'done');
  return result.answers.get(networkProfiles);
}

const profile = (id: string, more = '', ipv4 = 'method=auto') =>
  `[connection]\nid=${id}\ntype=ethernet\n${more}\n[ipv4]\n${ipv4}\n\n[ipv6]\nmethod=ignore\naddress1=fd00::1/64\n`;

describe("NetworkManager's profiles", needsScratch, () => {
  it('are none where it is not installed', async (t) => assert.deepEqual(await read(t, {}), []));

  it('say which interface they take, how much they want it, and what address they give', async (t) => {
    const path = `/etc/${folder}/Wired: at home.nmconnection`;
    const ipv4 = 'method=manual\naddress1=192.168.0.7/24,192.168.0.1\ndns=9.9.9.9;\n';
    const found = await read(t, {
      [path]: profile('Wired: at home', 'uuid=1\ninterface-name=eth0\nautoconnect-priority=120\n', ipv4),
    });
    assert.deepEqual(found, [
      {
        path,
        id: 'Wired: at home',
        uuid: '1',
        isWired: true,
        isWireless: false,
        link: 'eth0',
        priority: 120,
        method: 'manual',
        addresses: ['192.168.0.7'],
        ipv4: ['method=manual', 'address1=192.168.0.7/24,192.168.0.1', 'dns=9.9.9.9;'],
      },
    ]);
  });

  it('do not start by themselves where they say so', async (t) => {
    const [found] = await read(t, { [`/etc/${folder}/a`]: profile('a', 'autoconnect=false\n') });
    assert.equal(found?.priority, undefined);
  });

  it('are read as GLib reads them: with blanks around the signs, and 0 for false', async (t) => {
    const spaced =
      '[connection]\nid = a\ntype = ethernet\nautoconnect = 0\n\n[ipv4]\n  method = manual\r\n  address1 = 10.0.0.1/8\n';
    const [found] = await read(t, { [`/etc/${folder}/a`]: spaced });
    assert.deepEqual(
      [found?.id, found?.isWired, found?.priority, found?.method, found?.addresses],
      ['a', true, undefined, 'manual', ['10.0.0.1']],
    );
  });

  it("keep Wi-Fi's keys on the node, whatever their bytes are", async (t) => {
    const secret =
      '[connection]\nid=home\ntype=wifi\n[wifi-security]\npsk=hunter2\nmethod=x\n[802-1x]\npassword=hunter2\nidentity=pi\n';
    const found = await read(t, { [`/etc/${folder}/home.nmconnection`]: secret });
    assert.equal(found[0]?.isWired, false);
    assert.doesNotMatch(JSON.stringify(found), /hunter2/);
  });

  // warewulf/warewulf#591, flipperdevices/flipperone-linux-build-scripts#43: profiles with mode 644 are passed over.
  it('are none where others than root may read the file, or an editor has left it', async (t) => {
    const own = { [`/etc/${folder}/a.nmconnection`]: profile('a') };
    assert.deepEqual(await read(t, own, '644'), []);
    assert.deepEqual(await read(t, { [`/etc/${folder}/a.nmconnection~`]: profile('a') }), []);
  });

  it('count once where /etc and /run have the same one', async (t) => {
    const found = await read(t, {
      [`/etc/${folder}/eth0.nmconnection`]: profile('weaker', 'uuid=1\n'),
      [`/run/${folder}/netplan-NM-1.nmconnection`]: profile('stronger', 'uuid=1\n'),
      [`/run/${folder}/other.nmconnection`]: profile('other'),
    });
    assert.deepEqual(
      found.map(({ id }) => id),
      ['stronger', 'other'],
    );
  });
});
