import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KnownNodes } from '../../publisher/known-nodes.ts';

describe('the nodes that are believed', () => {
  it('are known by their addresses, and looked up where the inventory has a name', async () => {
    const neighbours = { 'pi-2': '192.168.0.202', 'pi-3': 'pi-3.local' };
    const nodes = new KnownNodes({ neighbours }, assert.fail, async () => '192.168.0.203');
    assert.deepEqual([...nodes.byAddress], []);
    await nodes.look();
    assert.deepEqual(
      [...nodes.byAddress],
      [
        ['192.168.0.202', 'pi-2'],
        ['192.168.0.203', 'pi-3'],
      ],
    );
  });

  it('keep the last address while their name has none, which is said once', async () => {
    const said: string[] = [];
    let answer: string | undefined = '192.168.0.203';
    const nodes = new KnownNodes(
      { neighbours: { 'pi-3': 'pi-3.local' } },
      (_, text) => said.push(text),
      async () => {
        if (answer === undefined) throw new Error('ENOTFOUND');
        return answer;
      },
    );
    await nodes.look();
    answer = undefined;
    await nodes.look();
    await nodes.look();
    assert.deepEqual([...nodes.byAddress], [['192.168.0.203', 'pi-3']]);
    assert.deepEqual(said, ['No address is known of pi-3.local.']);
    answer = '192.168.0.204';
    await nodes.look();
    assert.deepEqual([...nodes.byAddress], [['192.168.0.204', 'pi-3']]);
  });

  it('are none where no address was ever found', async () => {
    const nodes = new KnownNodes(
      { neighbours: { 'pi-3': 'pi-3.local' } },
      () => {},
      async () => Promise.reject(new Error('none')),
    );
    await nodes.look();
    assert.deepEqual([...nodes.byAddress], []);
  });
});
