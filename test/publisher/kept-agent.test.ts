import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as settle } from 'node:timers/promises';
import { KeptAgent } from '../../publisher/kept-agent.ts';
import type { Agent, Member } from '../../publisher/serf/agent.ts';

/** A connection to an agent called pi-1, as the test moves it. */
class Connection implements Agent {
  isClosed = false;
  concerns: (member: Member) => boolean = () => false;
  end: (error: Error) => void = () => {};
  readonly ended = new Promise<Error>((resolve) => {
    this.end = resolve;
  });

  async own() {
    return { name: 'pi-1', tags: {}, told: {} };
  }

  async membersWith() {
    return [];
  }

  async watch(concerns: (member: Member) => boolean) {
    this.concerns = concerns;
  }

  close() {
    this.isClosed = true;
  }
}

/** An agent that is kept, where time passes only when the test lets it pass. */
function keep(concerns: (member: Member) => boolean = () => false) {
  const seen = { now: 5000, rings: 0, failures: [] as string[], opened: [] as Connection[] };
  const stop = new AbortController();
  const agent = new KeptAgent({
    open: async () => {
      const connection = new Connection();
      seen.opened.push(connection);
      return connection;
    },
    concerns,
    ring: () => {
      seen.rings += 1;
    },
    onFailure: ({ message }) => seen.failures.push(message),
    signal: stop.signal,
    now: () => seen.now,
  });
  return { agent, seen, stop };
}

describe('the connection to the agent', () => {
  it('is opened once, and is ready at once', async () => {
    const { agent, seen } = keep();
    assert.ok(agent.pauseMs <= 0);
    assert.equal(await agent.get(), await agent.get());
    assert.equal(seen.opened.length, 1);
  });

  it('is opened anew after a failure, and the old one is closed', async () => {
    const { agent, seen } = keep();
    const first = await agent.get();
    agent.failed(new Error('it does not answer'));
    assert.notEqual(await agent.get(), first);
    assert.deepEqual(
      seen.opened.map(({ isClosed }) => isClosed),
      [true, false],
    );
    assert.deepEqual(seen.failures, ['it does not answer']);
  });

  it('waits longer after each failure, ten seconds at most, until the agent has answered', () => {
    const { agent, seen } = keep();
    const pauses = Array.from({ length: 8 }, () => agent.failed(new Error('down')));
    assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    assert.equal(agent.pauseMs, 10_000);
    seen.now += 10_000;
    assert.equal(agent.pauseMs, 0);
    agent.answered();
    assert.equal(agent.failed(new Error('down')), 250);
  });

  it('rings when it has ended by itself, and only if it is still the connection', async () => {
    const { agent, seen } = keep();
    await agent.get();
    seen.opened[0]!.end(new Error('it was closed'));
    await settle();
    assert.deepEqual([seen.rings, seen.failures], [1, ['it was closed']]);
    await agent.get();
    agent.close();
    seen.opened[1]!.end(new Error('late'));
    await settle();
    assert.deepEqual([seen.rings, seen.failures], [1, ['it was closed']]);
  });

  it('hears of the agent itself, and of the members that concern it', async () => {
    const { agent, seen } = keep(({ name }) => name === 'pi-2');
    await agent.get();
    const heard = ['pi-1', 'pi-2', 'pi-3'].filter((name) =>
      seen.opened[0]!.concerns({ name, address: undefined, port: 5000, tags: {} }),
    );
    assert.deepEqual(heard, ['pi-1', 'pi-2']);
  });

  it('is closed when the agent does not say who it is', async () => {
    const { agent, seen } = keep();
    const opening = agent.get();
    seen.opened[0]!.own = () => Promise.reject(new Error('silent'));
    await assert.rejects(opening, /silent/);
    assert.ok(seen.opened[0]!.isClosed);
  });

  it('ends without a failure when the publisher ends', async () => {
    const { agent, seen, stop } = keep();
    await agent.get();
    stop.abort();
    assert.equal(agent.failed(new Error('closed')), 0);
    assert.deepEqual(seen.failures, []);
    assert.ok(seen.opened[0]!.isClosed);
  });
});
