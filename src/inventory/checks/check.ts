import type { Draft } from '../draft.ts';
import type { Finding } from '../mistakes.ts';

/** What a check may ask about the machine that it runs on. */
export interface Surroundings {
  hasFile(path: string): boolean;
}

/** Looks at several values together. Gaps are values that the schema has refused already. */
export type Check = (draft: Draft, surroundings: Surroundings) => Iterable<Finding>;
