import type { Report } from './api/service-events.ts';
import type { Board } from './board.ts';
import type { PublisherConfig } from './config.ts';
import { clustersElsewhere } from './elsewhere.ts';
import type { Health } from './health.ts';
import type { KeptAgent } from './kept-agent.ts';
import type { KnownNodes } from './known-nodes.ts';
import type { Log } from './log.ts';
import type { Neighbours } from './neighbours.ts';
import { OverduePorts } from './overdue-ports.ts';
import { type Pass, pass, type Wishes } from './pass.ts';
import { reports } from './reports.ts';
import type { Agent } from './serf/agent.ts';
import { servicesTag } from './tag.ts';
import type { Writer } from './writer.ts';

/** The loop looks at everything at least this often, in case a ring was lost. */
const resyncMs = 30_000;
/** How often the loop looks whether another publisher has taken the port that it should take. */
const waitingMs = 2000;
/** How often the loop looks at what other clusters show. */
const aroundMs = 30_000;

interface TurnParts {
  readonly config: PublisherConfig;
  readonly log: Log;
  readonly agent: KeptAgent;
  readonly board: Board;
  readonly nodes: KnownNodes;
  readonly health: Health;
  readonly neighbours: Neighbours;
  readonly writer: Writer;
  readonly report: (one: Report) => Promise<void>;
  /** Returns what the cluster wants; undefined while nobody knows it. */
  readonly wishes: () => Wishes | undefined;
}

/** One turn of the loop, and what a turn must know of the turns before it. */
export class Turn {
  readonly #parts: TurnParts;
  readonly #overdue = new OverduePorts();
  #lookedAround = Number.NEGATIVE_INFINITY;

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  /**
   * Looks at everything once, and writes what differs. Returns the milliseconds after which to look again if nothing
   * rings.
   */
  async take(): Promise<number> {
    const { config, agent: kept, board, nodes, health, neighbours, writer } = this.#parts;
    const { pauseMs } = kept;
    if (pauseMs > 0) return pauseMs;
    const agent = await kept.get();
    const wishes = this.#parts.wishes();
    if (!wishes) return resyncMs;
    const found = await pass({
      ...{ config, agent, wishes, known: nodes.byAddress, isHealthy: health.isHealthy },
      isGone: (name) => neighbours.isGone(name),
      passedOver: this.#overdue.passedOver,
    });
    board.agent.ok();
    kept.answered();
    neighbours.members = found.members;
    this.#overdue.remember(found);
    await this.#lookAround(agent, found);
    this.#tell(found);
    return Math.min(writer.write(found.changes), this.#overdue.areWaitedFor ? waitingMs : resyncMs);
  }

  /** Looks what other clusters show, if it is time. */
  async #lookAround(agent: Agent, { own: { name }, wishes: { marker } }: Pass): Promise<void> {
    if (performance.now() - this.#lookedAround < aroundMs) return;
    this.#lookedAround = performance.now();
    const { board, nodes } = this.#parts;
    const members = await agent.membersWith(servicesTag, '.+');
    board.elsewhere = clustersElsewhere(members, { name, known: nodes.byAddress, marker });
  }

  /** Tells people what is new: in the status file, in Events of Services, and in the log. */
  #tell(found: Pass): void {
    const { board, log, report } = this.#parts;
    const { before, after } = board.take(found);
    for (const one of reports(found, before, after)) {
      report(one).catch(({ message }: Error) => log('warning', `An Event cannot be written: ${message}`));
    }
    const { tag } = found.own;
    if (tag.kind === 'poisoned') log('warning', `Nobody can read the tag, so it is made anew: ${tag.reason}`);
  }
}
