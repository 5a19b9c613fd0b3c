import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookingLine } from '../../src/screen/looking-line.ts';

function watch(total = 3) {
  const shown: string[] = [];
  const line = { show: (text: string) => shown.push(text), keep: () => {}, clear: () => shown.push('') };
  let seconds = 0;
  const looking = lookingLine(line, total, () => seconds * 1000);
  const connecting = (node: string) => looking.hear({ kind: 'connecting', node, address: '192.168.0.2' });
  const asked = (node: string) => looking.hear({ kind: 'asked', node });
  const pass = (more: number) => {
    seconds += more;
  };
  return { shown, looking, connecting, asked, pass, last: () => shown.at(-1) };
}

describe('the line of a survey', () => {
  it('names the nodes that have not answered', () => {
    const { connecting, asked, last } = watch();
    for (const node of ['pi-1', 'pi-2', 'pi-3']) connecting(node);
    asked('pi-2');
    assert.equal(last(), 'Looking at pi-1, pi-3');
  });

  it('says what keeps the last one, and is gone after it', () => {
    const { connecting, asked, looking, last } = watch();
    connecting('pi-1');
    connecting('pi-2');
    looking.hear({ kind: 'note', node: 'pi-2', message: 'it does not answer' });
    asked('pi-1');
    assert.equal(last(), 'Looking at pi-2: it does not answer');
    looking.hear({ kind: 'note', node: 'pi-2', message: 'Waiting for pi-2: for a root shell' });
    assert.equal(last(), 'Looking at pi-2: waits: for a root shell');
    looking.hear({ kind: 'failed', node: 'pi-2', message: 'gone', hints: [] });
    assert.equal(last(), '');
  });

  it('counts nodes where there are many, and says how long it takes', () => {
    const { connecting, asked, pass, last } = watch(50);
    for (const node of ['pi-1', 'pi-2', 'pi-3']) connecting(node);
    pass(12);
    asked('pi-2');
    assert.equal(last(), 'Looking at 50 nodes (12 s): 1 answered, not yet pi-1, pi-3');
    asked('pi-1');
    assert.equal(last(), 'Looking at pi-3 (12 s)');
  });

  it('leaves the terminal to a question and comes back', async () => {
    const { connecting, looking, shown, last } = watch();
    connecting('pi-1');
    await looking.aside(async () => {
      assert.equal(last(), '');
      connecting('pi-2');
      assert.equal(last(), '');
    });
    assert.deepEqual(shown, ['Looking at pi-1', '', 'Looking at pi-1, pi-2']);
  });

  it('never comes back when it is stopped', () => {
    const { connecting, looking, last } = watch();
    connecting('pi-1');
    looking.stop();
    connecting('pi-2');
    assert.equal(last(), '');
  });
});
