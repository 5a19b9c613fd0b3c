/** An error that the server reports: what happened, and what to type. */
export class Refusal extends Error {
  readonly hints: readonly string[];

  constructor(message: string, hints: readonly string[] = []) {
    super(message);
    this.hints = hints;
  }
}

/** Looks something up. Rejects with a Refusal. */
export function look<T>(name: string): Promise<T> {
  return ask(`api/${name}`);
}

/** Starts or answers something. Rejects with a Refusal. */
export function act(name: string, value: unknown): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  return ask(`api/${name}`, { method: 'POST', headers, body: JSON.stringify(value) });
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init).catch(() => {
    throw new Refusal('The program in the terminal does not answer: it has ended.', ['microcloud ui']);
  });
  if (response.headers.get('Content-Type') !== 'application/json') throw new Refusal((await response.text()).trim());
  const value = await response.json();
  if (!response.ok) throw new Refusal(value.message, value.hints);
  return value;
}
