import assert from 'node:assert/strict';
import { Answers } from '../../src/engine/answers.ts';
import type { Fact } from '../../src/engine/model.ts';
import { runRound } from '../../src/engine/round.ts';
import { localConnection } from './local.ts';

/** Asks this machine the questions of facts, as if it were a node. */
export async function answersHere(facts: readonly Fact<unknown>[]): Promise<Answers> {
  const result = await runRound(localConnection(), { changes: [], facts, holder: 'test' });
  assert.equal(result.kind, 'done', JSON.stringify(result));
  return result.kind === 'done' ? result.answers : new Answers(new Map(), '');
}

/** Parses an answer by a fact. A fact of a batch is split off as the engine does. */
export function parsed<T>(fact: Fact<T>, stdout: string, items: readonly string[] = []): T {
  if (!('batch' in fact.ask)) return fact.parse(stdout);
  return fact.parse(fact.ask.batch.split(stdout, items).get(fact.ask.item) ?? '');
}
