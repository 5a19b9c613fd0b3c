import { ask } from '../engine/apply.ts';
import { converge } from '../engine/converge.ts';
import type { Phase, Secrets } from '../engine/model.ts';
import { withScope } from '../engine/session.ts';
import { firstControlPlane } from '../inventory/address.ts';
import type { Node } from '../inventory/schema.ts';
import publisherAccount from '../steps/addons/publisher.ts';
import pagesJoin from '../steps/cloudy/pages-join.ts';
import publisher from '../steps/cloudy/publisher.ts';
import serf from '../steps/cloudy/serf.ts';
import hosts from '../steps/identity/hosts.ts';
import labels from '../steps/settle/labels.ts';
import ready from '../steps/settle/ready.ts';
import { type NodeOutcome, outcomeOf } from './outcome.ts';
import type { Run } from './run.ts';
import { type Survey, survey } from './survey.ts';

/** What newcomers ask of the nodes that are there, and of the first control plane alone: an account, labels, Ready. */
const phases: readonly Phase[] = [
  { name: 'identity', steps: [hosts] },
  { name: 'addons', steps: [publisherAccount] },
  // One that publishes alone must learn to share, or the list has everything twice.
  { name: 'cloudy', steps: [serf, pagesJoin, publisher] },
  { name: 'settle', steps: [labels, ready] },
];

/** Asks nodes that this run is not about what the newcomers need of them. */
export function surveyNeighbours(run: Run, nodes: readonly Node[], secrets: Secrets): Promise<Survey> {
  return survey({ ...run, nodes }, phases, secrets);
}

/** Introduces those who have joined: every node knows their names, they have their labels, and they are Ready. */
export function introduce(run: Run, { reached }: Survey, joined: readonly string[]): Promise<readonly NodeOutcome[]> {
  const first = firstControlPlane(run.inventory.nodes);
  return Promise.all(
    reached.map((one) =>
      outcomeOf(run, one, async ({ session, answers, node }) =>
        converge(
          withScope(session, { joined }),
          phases,
          // Since it was asked, the newcomers have come to its cluster.
          node === first ? await ask(session) : answers,
        ),
      ),
    ),
  );
}
