import type { Damage } from './batch.ts';
import { itemOf, type Question } from './compile.ts';
import type { Fact, FactsOf, Needs } from './model.ts';

/** What a node answered to one question. */
export interface Reply {
  readonly code: number;
  readonly stdout: string;
  /** Seconds between sending the script and hearing of it for the first time. */
  readonly delaySeconds?: number;
}

type Answer = { readonly kind: 'value'; readonly value: unknown } | Unanswered;

interface Unanswered {
  readonly kind: 'unknown';
  readonly why: string;
  readonly damage?: Damage | undefined;
}

/** What a node could not answer, with each reason once, and what is damaged there, if it says so. */
export interface Unknown {
  readonly unknown: readonly string[];
  readonly damage?: Damage | undefined;
}

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
  select<N extends Needs>(needs: N): { facts: FactsOf<N> } | Unknown {
    const unknown = factsIn(needs).flatMap(({ id }) => {
      const answer = this.#byId.get(id);
      return answer?.kind === 'value' ? [] : [{ id, why: answer?.why ?? 'not asked', damage: answer?.damage }];
    });
    if (unknown.length > 0) return together(unknown);
    const entries = Object.entries(needs).map(([name, fact]) => [name, fact && this.get(fact)]);
    return { facts: Object.fromEntries(entries) as FactsOf<N> };
  }
}

/** Lists the facts that are asked for these needs. */
export function factsIn(needs: Needs): readonly Fact<unknown>[] {
  return Object.values(needs).filter((fact) => fact !== undefined);
}

function together(unknown: readonly (Omit<Unanswered, 'kind'> & { readonly id: string })[]): Unknown {
  const byReason = Map.groupBy(unknown, ({ why }) => why);
  const damage = unknown.find((one) => one.damage)?.damage;
  return {
    unknown: [...byReason].map(([why, facts]) => `${facts.map(({ id }) => id).join(', ')}: ${why}`),
    ...(damage && { damage }),
  };
}

function* answersTo(question: Question, reply: Reply | undefined): Iterable<[string, Answer]> {
  if (reply?.code !== 0) {
    const { said, damage } = question.explain?.(reply?.stdout ?? '') ?? {};
    const why = reply ? [`exit code ${reply.code}`, said].filter(Boolean).join(', ') : 'no answer came';
    for (const fact of question.facts) yield [fact.id, { kind: 'unknown', why, damage }];
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
