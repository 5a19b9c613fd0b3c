import type { Asked } from '../src/cli/page-asked.ts';

/** What the page may start, in the server's form. */
export type Started = Asked;

/** Starts work: it first asks the nodes what would change. Nothing changes before a yes. */
export type Start = (what: Started) => void;
