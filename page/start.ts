import type { Asked } from '../src/cli/page-asked.ts';

/** What the page may start, as the server takes it. */
export type Started = Asked;

/** Asks the nodes what it would change; nothing changes before a yes. */
export type Start = (what: Started) => void;
