/** What Kubernetes says of a Node or a pod: its type "Ready" has the status "True". */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** Reads a cell that holds JSON; `otherwise` where the object has no such field. */
export function cellValue<T>(text: string, otherwise: T): T {
  return text === '' ? otherwise : (JSON.parse(text) as T);
}

/** Reads the objects of a cell whose path chooses some of a list: kubectl prints each as JSON, with a space between. */
export function cellValues<T>(text: string): readonly T[] {
  const values: T[] = [];
  let open = '';
  // A text inside an object may have "} {", too: then its parts are put together again.
  for (const part of text.split(/(?<=\}) (?=\{)/)) {
    open = open === '' ? part : `${open} ${part}`;
    const value = parsed<T>(open);
    if (value === undefined) continue;
    values.push(value);
    open = '';
  }
  return values;
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Turns a time of Kubernetes (RFC 3339) into seconds since 1970; undefined where there is none. */
export function secondsOf(text: string): number | undefined {
  return text === '' ? undefined : Date.parse(text) / 1000;
}
