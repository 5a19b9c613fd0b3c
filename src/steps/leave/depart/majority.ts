/**
 * The first member without which the others could not decide anything any more, when they leave in this order; each
 * departure is itself decided by a majority. Undefined when all may go.
 */
export function majorityLost(
  members: readonly string[],
  running: readonly string[],
  going: readonly string[],
): string | undefined {
  let left = members;
  for (const name of going) {
    const without = left.filter((member) => member !== name);
    if (!hasMajority(left, running) || !hasMajority(without, running)) return name;
    left = without;
  }
  return undefined;
}

function hasMajority(members: readonly string[], running: readonly string[]): boolean {
  return members.filter((name) => running.includes(name)).length > members.length / 2;
}
