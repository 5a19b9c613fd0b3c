import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { questionsOf } from '../../../src/engine/compile.ts';
import type { Fact } from '../../../src/engine/model.ts';
import { scratchNode } from './scratch-node.ts';
import type { World } from './world.ts';

/** Asks a scratch node, and reads its answer. Fails where the script writes an error. */
export async function askScratch<T>(t: TestContext, fact: Fact<T>, world: World): Promise<T> {
  const node = await scratchNode(t, { programs: { sleep: ':' } }, world);
  const [question] = questionsOf([fact]);
  assert.ok(question);
  const { stdout, stderr } = await node.run(question.script);
  assert.equal(stderr, '');
  return fact.parse(stdout);
}
