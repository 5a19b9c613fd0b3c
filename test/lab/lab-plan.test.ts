import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freeOctets, mostNodes, planLab, planNode } from '../../lab/lab-plan.ts';

describe('planLab', () => {
  const lab = planLab('lab', 7);

  it('keeps all addresses of all nodes apart', () => {
    const nodes = Array.from({ length: mostNodes }, (_, index) => planNode(lab, index + 1));
    const addresses = [lab.gateway, ...nodes.flatMap(({ address, staticAddress }) => [address, staticAddress])];
    assert.equal(new Set(addresses).size, 2 * mostNodes + 1);
    assert.equal(new Set(nodes.map(({ mac }) => mac)).size, mostNodes);
  });

  it('puts reserved addresses inside the DHCP range, static ones outside', () => {
    const inside = (address: string) =>
      lab.dhcpRange.map(last).every((end, index) => (index ? end >= last(address) : end <= last(address)));
    for (const number of [1, mostNodes]) {
      const { address, staticAddress } = planNode(lab, number);
      assert.deepEqual([inside(address), inside(staticAddress)], [true, false]);
    }
  });

  it('leaves the addresses of Docker to no node', () => {
    assert.equal(lab.dockerRange, '172.29.7.240/28');
    assert.ok(last(planNode(lab, mostNodes).staticAddress) < 100);
  });

  it("begins MAC addresses as Raspberry Pi's", () => {
    assert.equal(planNode(planLab('lab', 171), 12).mac, 'b8:27:eb:ab:00:0c');
  });

  it('names bridges that Linux takes', () => {
    assert.ok(planLab('a-name-that-is-rather-long', 255).bridge.length <= 15);
  });
});

describe('freeOctets', () => {
  it('skips what any route touches', () => {
    const routes = [
      'default via 192.0.2.1 dev eth0',
      '172.29.0.0/24 dev mclab0 proto kernel scope link src 172.29.0.1',
      'local 172.29.2.1 dev br-1 table local',
    ];
    assert.deepEqual(freeOctets(routes).slice(0, 3), [1, 3, 4]);
  });

  it('has none when a route takes them all', () => {
    const routes = Array.from({ length: 256 }, (_, octet) => `172.29.${octet}.0/24 dev x`);
    assert.deepEqual(freeOctets(routes), []);
  });
});

function last(address: string): number {
  return Number(address.split('.')[3]);
}
