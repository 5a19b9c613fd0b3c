import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answersOf, type Question } from '../../src/transport/ask-once.ts';

const question = (message: string): Question => ({ message, secret: false });

describe('answers', () => {
  it('asks each question once, for everybody with the same ask', async () => {
    const asked: string[] = [];
    const ask = async ({ message }: Question) => {
      asked.push(message);
      return `${message}!`;
    };
    const found = await Promise.all(['a', 'b', 'a'].map((message) => answersOf(ask).ask(question(message))));
    assert.deepEqual(found, ['a!', 'b!', 'a!']);
    assert.deepEqual(asked, ['a', 'b']);
  });

  it('asks one question at a time, whatever becomes of it', async () => {
    let open = 0;
    const ask = async ({ message }: Question) => {
      open += 1;
      assert.equal(open, 1);
      await Promise.resolve();
      open -= 1;
      if (message === 'a') throw new Error('interrupted');
      return message;
    };
    const answers = answersOf(ask);
    const [first, second] = [answers.ask(question('a')), answers.ask(question('b'))];
    await assert.rejects(first, /interrupted/);
    assert.equal(await second, 'b');
  });
});
