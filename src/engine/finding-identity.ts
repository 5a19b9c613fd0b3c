import type { Change, Finding, Planned } from './model.ts';

/** Says whether two changes are the same: they have one id, and are about the same thing or run the same script. */
export function isSameChange(one: Planned<Change>, other: Planned<Change>): boolean {
  const subjectOf = ({ about, script }: Change) => about ?? script.display;
  return one.id === other.id && subjectOf(one) === subjectOf(other);
}

/** Leaves out findings with the id and the subject of an earlier one: several steps may wait for the same. */
export function distinct<F extends Planned<Finding>>(findings: readonly F[]): readonly F[] {
  const groups = Map.groupBy(findings, ({ id, about = '' }) => `${id} ${about}`);
  return [...groups.values()].flatMap((group) => group.slice(0, 1));
}
