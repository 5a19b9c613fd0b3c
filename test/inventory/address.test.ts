import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressesInWords, apiEndpoint, entryOf, isCalled, isEndpoint, nodeOf } from '../../src/inventory/address.ts';
import { ipv4Of } from '../../src/inventory/ipv4.ts';
import type { NodeEntry } from '../../src/inventory/schema.ts';
import { makeScope } from '../support/plan.ts';

const { cluster, node } = makeScope({ at: 'pi-1' });
const { sshAddress: _, ...plain } = node;

/** What the inventory writes, what the node says then, and how people read it. */
const rows: Record<string, readonly [Partial<NodeEntry>, address: string, sshAddress: string, words: string]> = {
  'an address that the router reserves': [{ address: '10.0.0.7' }, '10.0.0.7', '10.0.0.7', '10.0.0.7'],
  'a host name': [{ address: 'pi-1.local' }, 'pi-1.local', 'pi-1.local', 'pi-1.local'],
  'a static address that the node does not have yet': [
    { address: 'pi-1.local', staticAddress: '10.0.0.9' },
    '10.0.0.9',
    'pi-1.local',
    'pi-1.local, then 10.0.0.9 (static)',
  ],
  'a static address that the node has': [
    { address: '10.0.0.9', staticAddress: '10.0.0.9' },
    '10.0.0.9',
    '10.0.0.9',
    '10.0.0.9 (static)',
  ],
};

describe('the addresses of a node', () => {
  for (const [title, [written, address, sshAddress, words]] of Object.entries(rows)) {
    it(`follow from ${title}`, () => {
      const entry: NodeEntry = { ...plain, ...written };
      const loaded = nodeOf(entry);
      assert.deepEqual([loaded.address, loaded.sshAddress], [address, sshAddress]);
      assert.equal(addressesInWords(loaded), words);
      assert.deepEqual(entryOf(loaded), entry);
    });
  }

  const moving = nodeOf({ ...plain, address: 'pi-1.local', staticAddress: '10.0.0.9' });

  it('are all names of it, beside its own', () => {
    const hosts = ['pi-1', 'pi-1.local', '10.0.0.9', 'pi-2', '10.0.0.90'];
    assert.deepEqual(
      hosts.filter((host) => isCalled(host, moving)),
      ['pi-1', 'pi-1.local', '10.0.0.9'],
    );
    assert.ok(isEndpoint(moving, { ...cluster, endpoint: '10.0.0.9:6443' }));
    assert.ok(isEndpoint(moving, { ...cluster, endpoint: 'pi-1.local:6443' }));
    assert.ok(!isEndpoint(moving, { ...cluster, endpoint: '10.0.0.200:6443' }));
    assert.ok(!isEndpoint(moving, cluster));
  });

  it('lead to the API by the one for good, unless control planes share another one', () => {
    assert.equal(apiEndpoint(cluster, moving), '10.0.0.9:6443');
    assert.equal(apiEndpoint({ ...cluster, endpoint: 'cloud:6443' }, moving), 'cloud:6443');
  });
});

describe('ipv4Of', () => {
  it('leaves out what a program that needs an IPv4 address would refuse', () => {
    const texts = ['10.0.0.9', 'pi-1.local', '10.0.0', '10.0.0.256', '::1', '::ffff:10.0.0.9', '', undefined];
    assert.deepEqual(texts.map(ipv4Of), ['10.0.0.9', ...texts.slice(1).map(() => undefined)]);
  });
});
