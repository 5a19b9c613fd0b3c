import type { Started } from './start.ts';

/** What the page can start of an advice: `init`, perhaps for some nodes only; nothing that says more than that. */
export function startOf(advice: string): Started | undefined {
  const found = /^microcloud init(?: --only (?<only>[\w.,-]+))?(?: -i \S+)?$/.exec(advice);
  if (!found) return undefined;
  const only = found.groups?.only;
  return only === undefined ? { verb: 'init' } : { verb: 'init', only: only.split(',') };
}
