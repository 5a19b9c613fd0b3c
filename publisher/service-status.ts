import type { Decision } from './decide.ts';
import type { Publication } from './publication.ts';
import type { ServiceStatus } from './status.ts';
import type { Candidate } from './wanted.ts';

/** Returns the status of each port. The time in `since` stays as it is when nothing has changed. */
export function serviceStatuses(
  candidates: readonly Candidate[],
  decision: Decision<Candidate>,
  publications: readonly Publication[],
  before: readonly ServiceStatus[],
): readonly ServiceStatus[] {
  const places = new Map(publications.map(({ name, place }) => [name, place]));
  const refused = new Set<Candidate>(decision.refused);
  const known = new Map(before.map((one) => [keyOf(one), one]));
  const now = new Date().toISOString();
  return candidates.map((candidate) => {
    const { service, port, title } = candidate;
    const what = { namespace: service.namespace, name: service.name, port, title };
    const how = stateOf(candidate);
    const last = known.get(keyOf(what));
    const isSame = last && last.state === how.state && last.node === how.node && last.reason === how.reason;
    return { ...what, ...how, since: isSame ? last.since : now };
  });

  function stateOf(candidate: Candidate): Pick<ServiceStatus, 'state' | 'node' | 'address' | 'reason'> {
    if (candidate.hidden !== undefined) return { state: 'hidden', reason: candidate.hidden };
    if (candidate.refused !== undefined) return { state: 'refused', reason: candidate.refused };
    const place = places.get(decision.publishers.get(candidate.port) ?? '');
    if (place) return { state: 'published', node: place.node, address: place.address };
    if (refused.has(candidate)) return { state: 'refused', reason: noRoom([...places.values()]) };
    return { state: 'pending', reason: 'a publisher will take it in a moment' };
  }
}

function noRoom(places: readonly { readonly node: string }[]): string {
  const nodes = places.map(({ node }) => node).join(', ');
  return places.length === 1 ? `${nodes} has no room for it in its tag` : `no tag has room for it: ${nodes}`;
}

export function keyOf({ namespace, name, port }: Pick<ServiceStatus, 'namespace' | 'name' | 'port'>): string {
  return `${namespace}/${name}:${port}`;
}
