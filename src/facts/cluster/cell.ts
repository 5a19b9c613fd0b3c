/** What a Node or a pod says of itself: "Ready" is "True". */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The value of a cell that holds JSON; `otherwise` where the object has no such field. */
export function cellValue<T>(text: string, otherwise: T): T {
  return text === '' ? otherwise : (JSON.parse(text) as T);
}
