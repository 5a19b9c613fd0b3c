import { namesText } from '../src/screen/names-text.ts';

/** Names the nodes that an item is about; '' for all nodes. */
export function who(own: readonly string[], all: readonly string[]): string {
  const others = all.filter((name) => !own.includes(name));
  if (others.length === 0) return '';
  return own.length > 2 && others.length === 1 ? `all but ${others[0]}:` : `${namesText(own)}:`;
}

/** Ends a text with a full stop, so that another sentence can follow. */
export function whole(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
