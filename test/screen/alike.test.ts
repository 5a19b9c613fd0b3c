import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alike } from '../../src/screen/alike.ts';

const off = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const node = `pi-${index + 1}`;
    return { node, text: `${node} (192.168.0.${index}): is off. Try: ssh ${node}` };
  });
const said = (items: readonly { node: string | undefined; text: string }[]) =>
  alike(items, (item) => item).map(({ first, others }) => `${first.node}: ${others}`);

describe('what is the same on many nodes', () => {
  it('is said once, with the names of the others', () => {
    assert.deepEqual(said(off(50)), ['pi-1: The same on pi-2 to pi-50.']);
  });

  it('is said of each node where there are few', () => {
    assert.deepEqual(said(off(4)), ['pi-1: ', 'pi-2: ', 'pi-3: ', 'pi-4: ']);
  });

  it('is not mixed with what differs, or is about no single node', () => {
    const others = [
      { node: 'pi-9', text: 'pi-9 (192.168.0.9): refuses you' },
      { node: undefined, text: 'pi-1 is off. Try: ssh pi-1' },
    ];
    assert.deepEqual(said([...off(5), ...others]), [
      'pi-1: The same on pi-2, pi-3, pi-4, pi-5.',
      'pi-9: ',
      'undefined: ',
    ]);
  });

  it('is told by the whole name of a node, not by a part of another one', () => {
    const items = ['pi-1', 'pi-11', 'pi-12', 'pi-13', 'pi-14'].map((node) => ({
      node,
      text: `${node} waits for pi-1`,
    }));
    assert.deepEqual(said(items), ['pi-1: ', 'pi-11: ', 'pi-12: ', 'pi-13: ', 'pi-14: ']);
  });
});
