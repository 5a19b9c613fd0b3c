import type { Change, Finding, Planned } from './model.ts';

/** Whether two changes are one: they belong to the same check, and are about the same or run the same script. */
export function isSameChange(one: Planned<Change>, other: Planned<Change>): boolean {
  const subjectOf = ({ about, script }: Change) => about ?? script.display;
  return one.id === other.id && subjectOf(one) === subjectOf(other);
}

/** The findings without those that say again what an earlier one says: several steps may wait for the same. */
export function distinct<F extends Planned<Finding>>(findings: readonly F[]): readonly F[] {
  const groups = Map.groupBy(findings, ({ id, about = '' }) => `${id} ${about}`);
  return [...groups.values()].flatMap((group) => group.slice(0, 1));
}
