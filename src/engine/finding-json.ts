import type { Finding, Planned } from './model.ts';

/** A finding as programs read it: they know it by `id` and `about`; its words may change. */
export interface FindingJson {
  /** As `doctor --explain` takes it. */
  readonly id: Planned<Finding>['id'];
  /** What exactly it is about, where the id does not tell: a path, a setting, another node. */
  readonly about?: string;
  readonly summary: string;
}

export function findingJson({ id, about, summary }: Planned<Finding>): FindingJson {
  return { id, ...(about === undefined ? {} : { about }), summary };
}
