import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from './api/client.ts';
import { eventWriter } from './api/service-events.ts';
import { watchAll } from './api/watch.ts';
import { Bell } from './bell.ts';
import { Board } from './board.ts';
import type { PublisherConfig } from './config.ts';
import { Health } from './health.ts';
import { KeptAgent } from './kept-agent.ts';
import { KnownNodes } from './known-nodes.ts';
import type { Log } from './log.ts';
import { markerTag, readMarker } from './marker.ts';
import { Neighbours } from './neighbours.ts';
import { keepService, placeOf, type Wishes, wishesOf } from './pass.ts';
import { type Member, openAgent, writeTags } from './serf/agent.ts';
import { agentAddress } from './serf/agent-connection.ts';
import type { Service } from './service.ts';
import { Turn } from './turn.ts';
import { Writer } from './writer.ts';

export const servicesPath = '/api/v1/services';

/** Changes within this time are handled together. */
const gatheringMs = 40;

/** Keeps this node's tag as it should be, until the signal ends it. */
export async function run(config: PublisherConfig, log: Log, signal: AbortSignal): Promise<void> {
  const bell = new Bell();
  const ring = () => bell.ring();
  signal.addEventListener('abort', ring);
  const board = new Board(config, log);
  const api = new Api({ ...config, urls: config.api });
  const address = agentAddress(config);
  const surroundings = await watchSurroundings(config, { board, log, signal, ring });
  const services = watchServices(config, { api, board, signal, ring });
  const agent = new KeptAgent({
    ...{ signal, ring, open: () => openAgent(address), onFailure: ({ message }) => board.agent.down(message) },
    concerns: (member) => isNeighbour(member, surroundings.nodes, services.wishes()),
  });
  const writer = new Writer({ write: (changes) => writeTags(address, changes), log, onAnswer: ring });
  const report = eventWriter(api, config.node);
  const turn = new Turn({ ...{ config, log, agent, board, writer, report, wishes: services.wishes }, ...surroundings });

  while (!signal.aborted) {
    const pauseMs = await turn.take().catch((error: Error) => agent.failed(error));
    await bell.wait(Math.min(pauseMs, board.write()));
    if (!signal.aborted) await sleep(gatheringMs);
  }
  agent.close();
  await services.watching;
}

interface Watch {
  readonly board: Board;
  readonly signal: AbortSignal;
  /** Called when something has changed. */
  readonly ring: () => void;
}

/** Watches this node and the other nodes of the cluster, beside their tags and the API. */
async function watchSurroundings(config: PublisherConfig, { board, log, signal, ring }: Watch & { readonly log: Log }) {
  const health = new Health(config.health, board.health, ring);
  const nodes = new KnownNodes(config, log);
  const neighbours = new Neighbours(ring);
  health.watch(signal);
  await nodes.look();
  nodes.watch(signal, ring);
  if (config.spread) neighbours.watch(signal);
  return { health, nodes, neighbours };
}

/** Watches the Services of the cluster, and knows what they ask for. */
function watchServices(config: PublisherConfig, { api, board, signal, ring }: Watch & { readonly api: Api }) {
  let wishes: Wishes | undefined;
  const watching = watchAll<Service>({
    ...{ api, signal, path: servicesPath, keep: keepService },
    onAlive: () => board.api.ok(),
    onChange: (items) => {
      wishes = wishesOf([...items.values()], config);
      ring();
    },
    onFailure: ({ message }) => {
      board.api.down(message);
      ring();
    },
  });
  return { watching, wishes: () => wishes };
}

/** Tells whether a member of Serf is another publisher of this cluster. */
function isNeighbour(member: Member, nodes: KnownNodes, wishes: Wishes | undefined): boolean {
  if (wishes?.marker === undefined || !placeOf(member, nodes.byAddress)) return false;
  return readMarker(member.tags[markerTag], wishes.marker) !== undefined;
}
