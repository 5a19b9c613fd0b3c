import type { OtherCluster, ServiceStatus, Status } from '../../publisher/status.ts';
import { askingPhase } from '../engine/plan.ts';
import { UserError } from '../errors.ts';
import { publisherState } from '../facts/publisher.ts';
import { publishersOf } from '../inventory/node-roles.ts';
import type { Node } from '../inventory/schema.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { closeAll, survey } from './survey.ts';
import type { Survey } from './surveyed.ts';

/** Age at which a status shows that its publisher does not run: a publisher writes at least once a minute. */
const staleSeconds = 120;

/** What `publisher status --json` prints: stable, as programs rely on it. */
export interface PublisherReport {
  readonly nodes: readonly PublishingNode[];
  /** Port by port, from the publisher that has the newest knowledge of the cluster. */
  readonly services: readonly ServiceStatus[];
  /** Other clusters in the same Cloudy, as they describe themselves. */
  readonly elsewhere: readonly OtherCluster[];
  /** Every publisher works, and what should be in Cloudy is there. */
  readonly ok: boolean;
}

/** A node that publishes, or should. */
export interface PublishingNode {
  readonly name: string;
  readonly state: 'works' | 'troubled' | 'silent' | 'unreachable';
  /** Why it does not work, for people. */
  readonly reason?: string;
  /** How many ports it publishes. */
  readonly published: number;
  readonly tag?: NonNullable<Status['tag']>;
}

const phase = askingPhase('publisher', () => ({ state: publisherState }));

/** Asks the publishers of a run's nodes: one exec a node. */
export async function readPublishers(run: Run): Promise<PublisherReport> {
  const found = await survey({ ...run, nodes: publishingNodes(run) }, [phase], createSecrets().secrets);
  closeAll(found);
  return publisherJson(found);
}

/** Lists the nodes of the run that publish. Throws a UserError when there are none. */
export function publishingNodes({ inventory, nodes }: Run): readonly Node[] {
  const publishing = publishersOf(inventory.nodes, inventory.cloudy);
  const chosen = publishing.filter((node) => nodes.includes(node));
  if (chosen.length > 0) return chosen;
  throw new UserError('None of these nodes publishes in Cloudy.', {
    hints:
      publishing.length > 0
        ? [`--only ${publishing.map(({ name }) => name).join(',')}`]
        : ['cloudy: true in the inventory'],
    exitCode: 2,
  });
}

/** Makes the report from the nodes' answers. Pure. */
export function publisherJson({ reached, unreached }: Survey): PublisherReport {
  const states = reached.map(({ node, answers }) => ({ name: node.name, state: answers.find(publisherState) }));
  const said = states.flatMap(({ state }) => (state?.kind === 'said' ? [state] : []));
  const best = said.toSorted((a, b) => rank(b) - rank(a) || a.age - b.age)[0];
  const services = best?.status.services ?? [];
  const nodes = [
    ...states.map(({ name, state }): PublishingNode => {
      const published = services.filter(({ node }) => node === name).length;
      const { tag } = state?.kind === 'said' ? state.status : {};
      const reason = troubleOf(state);
      const isHeard = state?.kind === 'said' && state.age <= staleSeconds;
      const heard = reason ? 'troubled' : 'works';
      return {
        name,
        state: isHeard ? heard : 'silent',
        published,
        ...(reason ? { reason } : {}),
        ...(tag ? { tag } : {}),
      };
    }),
    ...unreached.map(({ node, error }): PublishingNode => {
      return { name: node.name, state: 'unreachable', published: 0, reason: error.message };
    }),
  ];
  const isThere = ({ state }: ServiceStatus) => state === 'published' || state === 'hidden';
  const { elsewhere = [] } = best?.status ?? {};
  return { nodes, services, elsewhere, ok: nodes.every(({ state }) => state === 'works') && services.every(isThere) };
}

type State = ReturnType<typeof publisherState.parse>;
type Said = State & { kind: 'said' };

/** Says how far to trust a publisher about the cluster: most when it runs and sees the API now. */
function rank({ age, status }: Said): number {
  return Number(age <= staleSeconds) + Number(status.api.state === 'ok');
}

function troubleOf(state: State | undefined): string | undefined {
  if (!state) return 'what its publisher says makes no sense';
  if (state.kind === 'none') return 'its publisher has not said anything yet';
  const { age, status } = state;
  if (age > staleSeconds) return `its publisher has said nothing for ${Math.round(age / 60)} minutes`;
  const parts = { 'the API of Kubernetes': status.api, "Serf's agent": status.agent, 'its NodePorts': status.health };
  const down = Object.entries(parts).filter(([, part]) => part.state === 'down');
  return down.length > 0 ? down.map(([name, part]) => `${name}: ${part.reason ?? 'down'}`).join('; ') : undefined;
}
