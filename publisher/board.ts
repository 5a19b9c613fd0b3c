import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { PublisherConfig } from './config.ts';
import type { Log } from './log.ts';
import { Part } from './part.ts';
import type { Pass } from './pass.ts';
import { serviceStatuses } from './service-status.ts';
import type { OtherCluster, ServiceStatus, Status } from './status.ts';

/**
 * The longest time between two writes of the status file. By README.md, a much older file means that no publisher runs.
 */
const mostAgeMs = 60_000;
/** The shortest time between two writes: with many Services the file is long. */
const leastAgeMs = 1000;

/** Writes the status file whenever something has changed. */
export class Board {
  readonly agent: Part;
  readonly api: Part;
  readonly health: Part;
  elsewhere: readonly OtherCluster[] = [];
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

  /** Takes the result of a pass. Returns the status of all Services before and after it. */
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
      elsewhere: this.elsewhere,
    };
  }

  /** Writes the file when it is old or when something has changed. Returns after how long to call again. */
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

/** Sums up what the status of Services depends on, besides the Services themselves, to see whether it has changed. */
function said({ decision, own, others }: Pass): string {
  const places = [own, ...others].map(({ name, place }) => [name, place]);
  return JSON.stringify([
    places,
    [...own.own.keys()],
    [...decision.publishers],
    decision.refused.map(({ port }) => port),
  ]);
}

/** Writes a new file beside the old one and renames it, so that nobody ever reads half of it. */
function writeStatus(path: string, status: string): void {
  writeFileSync(`${path}.part`, `${status}\n`, { mode: 0o644 });
  renameSync(`${path}.part`, path);
}

/** Reads what the last publisher wrote: it has the times since when each Service is in its state. */
function readStatus(path: string): Pick<Status, 'services'> {
  try {
    const { version, services } = JSON.parse(readFileSync(path, 'utf8')) as Status;
    return version === 1 && Array.isArray(services) ? { services } : { services: [] };
  } catch {
    return { services: [] };
  }
}
