import { UserError } from '../errors.ts';
import { caIn } from './standing.ts';
import { closeAll } from './survey.ts';
import type { Surveyed } from './surveyed.ts';

/**
 * A node that has joined another cluster meanwhile would be taken out of that one. Throws a UserError, and closes the
 * leader's connection.
 */
export function refuseForeign(leavers: readonly Surveyed[], leader: Surveyed): void {
  const { cluster } = leader.session.scope;
  const own = caIn(leader.answers, cluster);
  const foreign = leavers.filter(({ answers }) => ![undefined, own].includes(caIn(answers, cluster)));
  if (own === undefined || foreign.length === 0) return;
  closeAll({ reached: [leader], unreached: [] });
  const names = foreign.map(({ node }) => node.name);
  throw new UserError(
    `${names.join(', ')}: in another cluster than ${leader.node.name} now, and would be taken out of that one.`,
    {
      hints: [
        ...names.map(
          (name) => `kubectl --context ${cluster.name} delete node ${name}, and take its entry out of the inventory`,
        ),
        `To take it out of its present cluster: microcloud remove ${names.join(' ')}, with the inventory of that one`,
      ],
      exitCode: 2,
    },
  );
}
