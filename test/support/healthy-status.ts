import type { Status } from '../../publisher/status.ts';

const part = { state: 'ok', since: '2026-11-21T12:00:00Z' } as const;

/** The status of a healthy publisher without Services to publish. */
export const healthyStatus: Status = {
  version: 1,
  cluster: 'home',
  node: 'pi-2',
  address: '192.168.0.202',
  started: part.since,
  updated: part.since,
  agent: part,
  api: part,
  health: part,
  publishers: ['pi-2'],
  tag: { bytes: 100, limit: 491, foreign: 0 },
  services: [],
};
