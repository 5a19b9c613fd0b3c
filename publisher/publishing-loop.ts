import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from './api/client.ts';
import { eventWriter } from './api/service-events.ts';
import { watchAll } from './api/watch.ts';
import { Bell } from './bell.ts';
import { Board } from './board.ts';
import type { PublisherConfig } from './config.ts';
import { clustersElsewhere } from './elsewhere.ts';
import { Health } from './health.ts';
import { KnownNodes } from './known-nodes.ts';
import type { Log } from './log.ts';
import { markerTag, readMarker } from './marker.ts';
import { Neighbours } from './neighbours.ts';
import { OverduePorts } from './overdue-ports.ts';
import { keepService, type Pass, pass, placeOf, type Wishes, wishesOf } from './pass.ts';
import { reports } from './reports.ts';
import { type Agent, type Member, openAgent, writeTags } from './serf/agent.ts';
import { agentAddress } from './serf/agent-connection.ts';
import type { Service } from './service.ts';
import { servicesTag } from './tag.ts';
import { Writer } from './writer.ts';

export const servicesPath = '/api/v1/services';

/** The loop looks at everything at least this often, in case a ring was lost. */
const resyncMs = 30_000;
/** How often the loop looks whether another publisher has taken the port that it should take. */
const waitingMs = 2000;
/** How often the loop looks at what other clusters show. */
const aroundMs = 30_000;
const longestPauseMs = 10_000;
/** Changes within this time are handled together. */
const gatheringMs = 40;

/** Keeps this node's tag as it should be, until the signal ends it. */
export async function run(config: PublisherConfig, log: Log, signal: AbortSignal): Promise<void> {
  const bell = new Bell();
  const ring = () => bell.ring();
  signal.addEventListener('abort', ring);
  const board = new Board(config, log);
  const api = new Api({ ...config, urls: config.api });
  const report = eventWriter(api, config.node);
  const health = new Health(config.health, board.health, ring);
  const nodes = new KnownNodes(config, log);
  const neighbours = new Neighbours(ring);
  const overdue = new OverduePorts();
  const writer = new Writer({ write: (changes) => writeTags(agentAddress(config), changes), log, onAnswer: ring });
  let wishes: Wishes | undefined;
  let agent: Agent | undefined;
  let last: Pass | undefined;
  let failures = 0;
  let notBefore = 0;
  let lookedAround = Number.NEGATIVE_INFINITY;

  health.watch(signal);
  await nodes.look();
  nodes.watch(signal, ring);
  if (config.spread) neighbours.watch(signal);
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

  while (!signal.aborted) {
    const pauseMs = await turn().catch(agentFailed);
    await bell.wait(Math.min(pauseMs, board.write()));
    if (!signal.aborted) await sleep(gatheringMs);
  }
  agent?.close();
  await watching;

  /**
   * Looks at everything once, and writes what differs. Returns the milliseconds after which to look again if nothing
   * rings.
   */
  async function turn(): Promise<number> {
    if (performance.now() < notBefore) return notBefore - performance.now();
    agent ??= await connect();
    if (!wishes) return resyncMs;
    last = await pass({
      ...{ config, agent, wishes, known: nodes.byAddress, isHealthy: health.isHealthy },
      isGone: (name) => neighbours.isGone(name),
      passedOver: overdue.passedOver,
    });
    board.agent.ok();
    failures = 0;
    neighbours.members = last.members;
    overdue.remember(last);
    if (performance.now() - lookedAround >= aroundMs) board.elsewhere = await lookAround(agent, last.own.name, wishes);
    const { before, after } = board.take(last);
    for (const one of reports(last, before, after)) {
      report(one).catch(({ message }: Error) => log('warning', `An Event cannot be written: ${message}`));
    }
    const { tag } = last.own;
    if (tag.kind === 'poisoned') log('warning', `Nobody can read the tag, so it is made anew: ${tag.reason}`);
    return Math.min(writer.write(last.changes), overdue.areWaitedFor ? waitingMs : resyncMs);
  }

  async function lookAround(from: Agent, name: string, { marker }: Wishes) {
    lookedAround = performance.now();
    return clustersElsewhere(await from.membersWith(servicesTag, '.+'), { name, known: nodes.byAddress, marker });
  }

  async function connect(): Promise<Agent> {
    const opened = await openAgent(agentAddress(config));
    void opened.ended.then((error) => {
      if (agent !== opened) return;
      agentFailed(error);
      ring();
    });
    try {
      const { name } = await opened.own();
      const concerns = (member: Member) => member.name === name || isNeighbour(member);
      await opened.watch(concerns, ring);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  function isNeighbour(member: Member): boolean {
    if (wishes?.marker === undefined || !placeOf(member, nodes.byAddress)) return false;
    return readMarker(member.tags[markerTag], wishes.marker) !== undefined;
  }

  function agentFailed(error: Error): number {
    agent?.close();
    agent = undefined;
    if (signal.aborted) return 0;
    board.agent.down(error.message);
    const pauseMs = Math.min(longestPauseMs, 250 * 2 ** failures++);
    notBefore = performance.now() + pauseMs;
    return pauseMs;
  }
}
