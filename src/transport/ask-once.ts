/** A question for a person. `secret` answers are not echoed. */
export interface Question {
  readonly message: string;
  readonly secret: boolean;
}

export type Ask = (question: Question) => Promise<string>;

/** The answers of a person during one run. All connections of the run share them. */
export interface Answers {
  /** Asks each message once, and one at a time: two prompts would fight over the terminal. */
  ask(question: Question): Promise<string>;
  /** Makes a value once for each key, e.g. a decrypted private key: bcrypt takes a second each time. */
  once<T>(key: string, make: () => Promise<T>): Promise<T>;
}

// The key is the `ask` of a run, so its answers live exactly as long as the run, and no global variable keeps them.
const answersByAsk = new WeakMap<Ask, Answers>();

/** Returns the answers that belong to `ask`: connections that get the same function share them. */
export function answersOf(ask: Ask): Answers {
  const known = answersByAsk.get(ask);
  if (known) return known;
  const answers = makeAnswers(ask);
  answersByAsk.set(ask, answers);
  return answers;
}

function makeAnswers(ask: Ask): Answers {
  const made = new Map<string, Promise<unknown>>();
  let queue: Promise<unknown> = Promise.resolve();
  const once = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const value = (made.get(key) as Promise<T> | undefined) ?? make();
    made.set(key, value);
    return value;
  };
  return {
    once,
    ask: (question) =>
      once(`question ${question.message}`, () => {
        const answer = queue.then(() => ask(question));
        queue = answer.catch(() => undefined);
        return answer;
      }),
  };
}
