import { UserError } from '../errors.ts';

/** A question to a person during some work. */
export interface Question {
  readonly id: number;
  readonly message: string;
  /** `yes-no` is answered with "yes" or "no". */
  readonly kind: 'secret' | 'text' | 'yes-no';
}

/** Questions that wait for an answer from the page. */
export interface Questions {
  ask(question: Omit<Question, 'id'>): Promise<string>;
  /** @throws UserError where nobody waits for the answer: another window has given it */
  answer(id: number, text: string): void;
  /** Ends all questions without an answer: `ask` rejects with a UserError. */
  withdraw(): void;
  open(): readonly Question[];
}

/** Makes an empty list of questions; `changed` is called when a question comes or goes. */
export function createQuestions(changed: () => void): Questions {
  const waiting = new Map<number, { readonly question: Question; readonly answers: PromiseWithResolvers<string> }>();
  let last = 0;
  return {
    async ask(asked) {
      last += 1;
      const question = { ...asked, id: last };
      const answers = Promise.withResolvers<string>();
      waiting.set(question.id, { question, answers });
      changed();
      return answers.promise;
    },
    answer(id, text) {
      const one = waiting.get(id);
      if (!one) throw new UserError('This question has an answer already.');
      waiting.delete(id);
      one.answers.resolve(text);
      changed();
    },
    withdraw() {
      for (const { answers, question } of waiting.values())
        answers.reject(new UserError(`Nobody has answered: ${question.message}`));
      waiting.clear();
      changed();
    },
    open: () => [...waiting.values()].map(({ question }) => question),
  };
}
