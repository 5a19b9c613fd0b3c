import type { PublisherConfig } from './config.ts';
import type { Log } from './log.ts';
import { Part } from './part.ts';
import type { Pass } from './pass.ts';
import { serviceStatuses } from './service-status.ts';
import type { ServiceStatus, Status } from './status.ts';
import { readStatus, writeStatus } from './status-file.ts';

/** A file that is older is one of a publisher that does not run; README.md says so. */
const mostAgeMs = 60_000;
/** Many Services make a long file, and many changes would write it often. */
const leastAgeMs = 1000;

/** Says in the status file how things are, whenever that changes. */
export class Board {
  readonly agent: Part;
  readonly api: Part;
  readonly health: Part;
  readonly #config: PublisherConfig;
  readonly #log: Log;
  readonly #started = new Date().toISOString();
  #services: readonly ServiceStatus[];
  #pass: Pass | undefined;
  #said = '';
  #written = '';
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(config: PublisherConfig, log: Log) {
    this.#config = config;
    this.#log = log;
    this.agent = new Part('Serf agent', log);
    this.api = new Part('Kubernetes API', log);
    this.health = new Part('Health', log);
    this.#services = readStatus(config.statusFile).services;
  }

  /** What was said before, and what is to be said now. */
  take(pass: Pass): { readonly before: readonly ServiceStatus[]; readonly after: readonly ServiceStatus[] } {
    const before = this.#services;
    const { wishes, decision, own, others } = pass;
    const isSame = wishes === this.#pass?.wishes && said(pass) === this.#said;
    this.#pass = pass;
    if (isSame) return { before, after: before };
    this.#said = said(pass);
    this.#services = serviceStatuses(wishes.candidates, decision, [own, ...others], before);
    return { before, after: this.#services };
  }

  status(): Status {
    const { cluster, node, address } = this.#config;
    const { own, others = [] } = this.#pass ?? {};
    return {
      version: 1,
      ...{ cluster, node, address },
      started: this.#started,
      updated: new Date().toISOString(),
      agent: { ...this.agent.status, ...(own && { name: own.name }) },
      api: this.api.status,
      health: this.health.status,
      publishers: [node, ...others.map(({ place }) => place.node)].sort(),
      ...(own && { tag: { bytes: own.size, limit: own.room, foreign: own.foreign.length } }),
      services: this.#services,
    };
  }

  /** Writes the file when it is old, or says something else; returns when that may be, if it is not now. */
  write(): number {
    const age = performance.now() - this.#writtenAt;
    if (age < leastAgeMs) return leastAgeMs - age;
    const text = JSON.stringify({ ...this.status(), updated: '' });
    if (text === this.#written && age < mostAgeMs) return mostAgeMs - age;
    this.#written = text;
    this.#writtenAt = performance.now();
    try {
      writeStatus(this.#config.statusFile, text.replace('"updated":""', `"updated":"${new Date().toISOString()}"`));
    } catch (error) {
      this.#log('error', `The status cannot be written: ${(error as Error).message}`);
    }
    return mostAgeMs;
  }
}

/** What a pass says of Services that are the same as before. */
function said({ decision, own, others }: Pass): string {
  const places = [own, ...others].map(({ name, place }) => [name, place]);
  return JSON.stringify([places, [...decision.publishers], decision.refused.map(({ port }) => port)]);
}
