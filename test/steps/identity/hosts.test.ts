import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import step, { hostsText } from '../../../src/steps/identity/hosts.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const { node, nodes } = makeScope();
const block = '# BEGIN microcloud\n192.168.0.201\tpi-1\n192.168.0.202\tpi-2\n192.168.0.203\tpi-3\n# END microcloud\n';
const ownLines = (text: string) => text.split('\n').filter((line) => line.startsWith('127.0.1.1'));

describe('/etc/hosts', () => {
  const managed = fixture('pi-4-raspios-trixie/hosts');
  const change = 'change: Change /etc/hosts, so that the nodes know each other by name';
  itPlans(
    step,
    { hosts: fileAnswer(managed) },
    {
      'changes what cloud-init wrote': { leaves: { '/etc/hosts': hostsText(managed, node, nodes) }, finds: [change] },
      'leaves its own work alone': { when: { hosts: fileAnswer(hostsText(managed, node, nodes)) }, finds: [] },
      'follows a node that joins': {
        when: { hosts: fileAnswer(hostsText(managed, node, nodes.slice(0, 2))) },
        finds: [change],
      },
    },
  );

  it('keeps what others wrote, in order', () => {
    const kept = managed.replace('127.0.1.1 raspberrypi raspberrypi', '127.0.1.1\tpi-2');
    assert.equal(hostsText(managed, node, nodes), kept + block);
  });

  it('keeps the line of its own name when that has a domain', () => {
    const text = '127.0.0.1 localhost\n127.0.1.1 pi-2.lan pi-2\n127.0.1.1 raspberrypi\n';
    assert.deepEqual(ownLines(hostsText(text, node, nodes)), ['127.0.1.1 pi-2.lan pi-2']);
  });

  it('stands before lines of others that give a node another address, and after no others', () => {
    const stale = '127.0.0.1 localhost\n127.0.1.1 pi-2\n10.0.0.7 nas pi-1 # of the first cluster\n';
    for (const text of [stale, stale + block]) {
      const result = hostsText(text, node, nodes);
      assert.equal(result, block + stale);
      assert.equal(hostsText(result, node, nodes), result);
    }
    const harmless = '127.0.0.1 localhost pi-2\n127.0.1.1\tpi-2\n192.168.0.201 pi-1\n# 10.0.0.7 pi-1\n10.0.0.7 pi-10\n';
    assert.equal(hostsText(harmless, node, nodes), harmless + block);
  });

  it('takes the address for good, and leaves out nodes that only have a name', () => {
    const mixed = [
      { ...node, address: '10.0.0.9' },
      { ...node, name: 'pi-3', address: 'pi-3.local' },
    ];
    assert.match(hostsText('', node, mixed), /# BEGIN microcloud\n10\.0\.0\.9\tpi-2\n# END microcloud\n$/);
  });

  it('has localhost and one own name, whatever was there, and does not change twice', () => {
    const line = fc.constantFrom(
      '127.0.1.1 a',
      '127.0.1.1 pi-2',
      '127.0.0.1 localhost',
      '',
      '# x',
      '10.0.0.1 b',
      ...block.split('\n'),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const once = hostsText(lines.join('\n'), node, nodes);
        assert.equal(hostsText(once, node, nodes), once);
        assert.equal(ownLines(once).length, 1);
        assert.match(once, /^127\.0\.0\.1\s+localhost$/m);
        assert.equal(once.split(block).length, 2);
      }),
    );
  });
});
