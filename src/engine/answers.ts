import { itemOf, type Question } from './compile.ts';
import type { Fact, FactsOf, Needs } from './model.ts';

/** What a node answered to one question. */
export interface Reply {
  readonly code: number;
  readonly stdout: string;
  /** Seconds between sending the script and hearing of it for the first time. */
  readonly delaySeconds?: number;
}

type Answer = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'unknown'; readonly why: string };

/** Facts of one node at one moment. "Could not ask" is kept apart from "is not there". */
export class Answers {
  readonly #byId: ReadonlyMap<string, Answer>;
  /** How often the node had been changed when it answered. */
  readonly generation: string;

  constructor(byId: ReadonlyMap<string, Answer>, generation: string) {
    this.#byId = byId;
    this.generation = generation;
  }

  static of(questions: readonly Question[], replies: ReadonlyMap<number, Reply>, generation: string): Answers {
    const answers = questions.flatMap((question, index) => [...answersTo(question, replies.get(index))]);
    return new Answers(new Map(answers), generation);
  }

  /**
   * Returns the newer answers, and these where there is no newer one. All of them together keep the generation of
   * these.
   */
  updatedBy(newer: Answers): Answers {
    return new Answers(new Map([...this.#byId, ...newer.#byId]), this.generation);
  }

  /** Gets the value of one fact; throws when the node could not answer. */
  get<T>(fact: Fact<T>): T {
    const answer = this.#byId.get(fact.id);
    if (answer?.kind !== 'value') throw new Error(`no answer to "${fact.id}": ${answer?.why ?? 'it was not asked'}`);
    return answer.value as T;
  }

  /** Gets the value of one fact; undefined when the node could not answer, or was not asked. */
  find<T>(fact: Fact<T>): T | undefined {
    const answer = this.#byId.get(fact.id);
    return answer?.kind === 'value' ? (answer.value as T) : undefined;
  }

  /** Gets the values that a step needs, or says which facts the node could not answer and why. */
  select<N extends Needs>(needs: N): { facts: FactsOf<N> } | { unknown: readonly string[] } {
    const unknown = factsIn(needs).flatMap(({ id }) => {
      const answer = this.#byId.get(id);
      return answer?.kind === 'value' ? [] : [{ id, why: answer?.why ?? 'not asked' }];
    });
    if (unknown.length > 0) {
      const byReason = Map.groupBy(unknown, ({ why }) => why);
      return { unknown: [...byReason].map(([why, facts]) => `${facts.map(({ id }) => id).join(', ')}: ${why}`) };
    }
    const entries = Object.entries(needs).map(([name, fact]) => [name, fact && this.get(fact)]);
    return { facts: Object.fromEntries(entries) as FactsOf<N> };
  }
}

/** Lists the facts that are asked for these needs. */
export function factsIn(needs: Needs): readonly Fact<unknown>[] {
  return Object.values(needs).filter((fact) => fact !== undefined);
}

function* answersTo(question: Question, reply: Reply | undefined): Iterable<[string, Answer]> {
  if (reply?.code !== 0) {
    // What else there is may be a file of somebody.
    const [said] = /^[\w-]+: error: .*$/m.exec(reply?.stdout ?? '') ?? [];
    const why = reply ? [`exit code ${reply.code}`, said].filter(Boolean).join(', ') : 'no answer came';
    for (const fact of question.facts) yield [fact.id, { kind: 'unknown', why }];
    return;
  }
  const parts = question.split?.(reply.stdout);
  for (const fact of question.facts)
    yield [fact.id, parsed(fact, parts ? (parts.get(itemOf(fact)) ?? '') : reply.stdout, reply.delaySeconds)];
}

function parsed(fact: Fact<unknown>, stdout: string, delaySeconds?: number): Answer {
  try {
    return { kind: 'value', value: fact.parse(stdout, delaySeconds) };
  } catch (error) {
    return { kind: 'unknown', why: `its answer makes no sense (${(error as Error).message})` };
  }
}
