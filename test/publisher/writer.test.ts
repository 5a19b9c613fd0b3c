import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as settle } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { TagChanges } from '../../publisher/tag-changes.ts';
import { Writer } from '../../publisher/writer.ts';

/** What becomes of one request: how long the agent takes to answer, and whether anybody hears of it. */
interface Fate {
  readonly answer: 'told' | 'lost' | 'refused';
  readonly ms: number;
  readonly isHeard: boolean;
}

const told: Fate = { answer: 'told', ms: 1000, isHeard: true };
/** memberlist's queue has lost it: the agent has the tags, and says after five seconds that nobody heard of them. */
const lost: Fate = { answer: 'lost', ms: 5000, isHeard: false };
/** An agent and a node far away, for whom time passes only when the test lets it pass. */
class Cloud {
  now = 0;
  wanted = '';
  has = '';
  heard = '';
  /** Since when the node far away lists what it shall. */
  rightSince = 0;
  readonly writes: { readonly at: number; readonly isChange: boolean }[] = [];
  readonly log: string[] = [];
  /** How often the agent was asked while it still gossiped. */
  overlaps = 0;
  readonly #fates: Fate[];
  #answer: { readonly at: number; readonly end: () => void } | undefined;
  #callAt = 0;
  readonly #writer: Writer;

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates];
    this.#writer = new Writer({
      write: (changes) => this.#take(changes),
      log: (_, text) => this.log.push(text),
      onAnswer: () => {
        this.#callAt = this.now;
      },
      now: () => this.now,
    });
  }

  async want(value: string): Promise<void> {
    this.wanted = value;
    await this.pass(0);
  }

  /** Lets so much time pass, and calls the writer whenever it wants to be called. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    this.#call();
    for (let next = this.#next(); next <= end; next = this.#next()) {
      this.now = Math.max(this.now, next);
      const answer = this.#answer;
      if (answer && answer.at <= this.now) {
        this.#answer = undefined;
        answer.end();
        await settle();
      }
      this.#call();
    }
    this.now = end;
  }

  #next(): number {
    return Math.min(this.#callAt, this.#answer?.at ?? Number.POSITIVE_INFINITY);
  }

  #call(): void {
    const value = this.wanted;
    const changes = value === this.has ? undefined : { set: { services: value }, remove: [], added: [], removed: [] };
    this.#callAt = this.now + this.#writer.write(changes);
  }

  #take({ set: { services } }: Pick<TagChanges, 'set'>): Promise<void> {
    if (this.#answer) this.overlaps++;
    const { answer, ms, isHeard } = this.#fates.shift() ?? told;
    this.writes.push({ at: this.now, isChange: services !== undefined });
    if (answer !== 'refused') this.has = services ?? this.has;
    if (isHeard && this.heard !== this.has) {
      this.heard = this.has;
      this.rightSince = this.now;
    }
    return new Promise((resolve, reject) => {
      const end = answer === 'told' ? resolve : () => reject(new Error('timeout waiting for update broadcast'));
      this.#answer = { at: this.now + ms, end };
    });
  }
}

/** When the agent was asked, in seconds. */
async function timesAfterAChange(...fates: readonly Fate[]): Promise<readonly number[]> {
  const cloud = new Cloud([told, told, told, ...fates]);
  await cloud.pass(60_000);
  const from = cloud.writes.length;
  await cloud.want('a');
  await cloud.pass(600_000);
  assert.equal(cloud.heard, 'a');
  return cloud.writes.slice(from).map(({ at }) => (at - 60_000) / 1000);
}

describe('the writer of tags', () => {
  it('lets the agent tell each change three times', async () => {
    assert.deepEqual(await timesAfterAChange(), [0, 6, 17]);
  });

  it('tells again at once what the agent could not tell', async () => {
    assert.deepEqual(await timesAfterAChange(lost, lost), [0, 5.5, 11.5, 17.5, 28.5]);
  });

  it('tells three times at its start, when nothing differs', async () => {
    const cloud = new Cloud([]);
    await cloud.pass(600_000);
    assert.deepEqual(
      cloud.writes.map(({ isChange }) => isChange),
      [false, false, false],
    );
  });

  it('writes the newest of the changes that came while it waited for an answer', async () => {
    const cloud = new Cloud([]);
    for (const value of ['a', 'b', 'c']) {
      await cloud.want(value);
      await cloud.pass(10);
    }
    await cloud.pass(1000);
    assert.equal(cloud.heard, 'c');
    assert.deepEqual(
      cloud.writes.map(({ at }) => at),
      [0, 1000],
    );
  });

  it('becomes slower when what it writes is refused', async () => {
    const refused: Fate = { answer: 'refused', ms: 0, isHeard: false };
    const [first, ...rest] = await timesAfterAChange(...Array.from({ length: 8 }, () => refused));
    assert.deepEqual([first, ...rest.slice(0, 8)], [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 61.5, 91.5]);
  });

  it('has told everybody within 30 seconds, when one of three tellings is heard', async () => {
    const fate = fc.record({
      answer: fc.constantFrom('told' as const, 'lost' as const),
      ms: fc.integer({ min: 0, max: 2000 }),
      isHeard: fc.boolean(),
    });
    const fates = fc.array(fate, { maxLength: 30 }).map((all) =>
      all.map((one, index): Fate => {
        if (index % 3 === 2) return { ...one, answer: 'told', isHeard: true };
        return one.answer === 'lost' ? lost : one;
      }),
    );
    const changes = fc.array(fc.record({ value: fc.constantFrom('', 'a', 'b', 'c'), after: fc.nat(20_000) }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(fates, changes, async (all, wanted) => {
        const cloud = new Cloud(all);
        let last = 0;
        for (const { value, after } of wanted) {
          await cloud.pass(after);
          last = value === cloud.wanted ? last : cloud.now;
          await cloud.want(value);
        }
        await cloud.pass(600_000);
        assert.equal(cloud.overlaps, 0);
        assert.equal(cloud.heard, cloud.wanted);
        assert.ok(cloud.rightSince - last <= 30_000, `${cloud.rightSince - last} ms`);
      }),
    );
  });
});
