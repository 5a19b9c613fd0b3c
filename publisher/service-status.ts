import type { Decision } from './decide.ts';
import type { Publication } from './publication.ts';
import type { ServiceStatus } from './status.ts';
import type { Candidate } from './wanted.ts';

/**
 * Returns the status of each port. The time in `since` stays as it is when nothing has changed. A port whose entry is
 * not in the tag yet keeps the state that the port had before.
 */
export function serviceStatuses(
  candidates: readonly Candidate[],
  decision: Decision<Candidate>,
  publications: readonly Publication[],
  before: readonly ServiceStatus[],
): readonly ServiceStatus[] {
  const byName = new Map(publications.map((one) => [one.name, one]));
  const refused = new Set<Candidate>(decision.refused);
  const known = new Map(before.map((one) => [keyOf(one), one]));
  const now = new Date().toISOString();
  return candidates.map((candidate) => {
    const { service, port, title } = candidate;
    const what = { namespace: service.namespace, name: service.name, port, title };
    const last = known.get(keyOf(what));
    const how = stateOf(candidate, last);
    const isSame = last && last.state === how.state && last.node === how.node && last.reason === how.reason;
    return { ...what, ...how, since: isSame ? last.since : now };
  });

  function stateOf(candidate: Candidate, last: State | undefined): State {
    if (candidate.hidden !== undefined) return { state: 'hidden', reason: candidate.hidden };
    if (candidate.refused !== undefined) return { state: 'refused', reason: candidate.refused };
    const publisher = byName.get(decision.publishers.get(candidate.port) ?? '');
    if (publisher?.own.has(candidate.port)) {
      const { node, address } = publisher.place;
      return { state: 'published', node, address };
    }
    if (publisher && last) {
      const { state, node, address, reason } = last;
      return { state, ...(node && { node, address }), ...(reason && { reason }) };
    }
    if (refused.has(candidate)) return { state: 'refused', reason: noRoom(publications.map(({ place }) => place)) };
    return { state: 'pending', reason: 'a publisher will take it in a moment' };
  }
}

type State = Pick<ServiceStatus, 'state' | 'node' | 'address' | 'reason'>;

function noRoom(places: readonly { readonly node: string }[]): string {
  const nodes = places.map(({ node }) => node).join(', ');
  return places.length === 1 ? `${nodes} has no room for it in its tag` : `no tag has room for it: ${nodes}`;
}

export function keyOf({ namespace, name, port }: Pick<ServiceStatus, 'namespace' | 'name' | 'port'>): string {
  return `${namespace}/${name}:${port}`;
}
