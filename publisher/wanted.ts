import type { NamespaceSelection } from './config.ts';
import type { Entry } from './entry.ts';
import { safeText, safeType } from './safe-text.ts';
import { isForOutside, type Service, type ServicePort } from './service.ts';

/** One port of one Service for outside of the cluster. */
export interface Candidate extends Entry {
  readonly service: Service;
  /** Why it shall not be in Cloudy: a person has said so, or its namespace is not selected. */
  readonly hidden?: string;
  /** Why it cannot be in Cloudy. */
  readonly refused?: string;
}

const longestTitle = 63;
const longestText = 64;

/** Returns all ports of all Services for outside of the cluster, the oldest Service first. */
export function candidates(services: readonly Service[], selection: NamespaceSelection): readonly Candidate[] {
  const taken = new Map<number, Service>();
  const [include, exclude] = [patterns(selection.include), patterns(selection.exclude)];
  const isSelected = (namespace: string) => include.test(namespace) && !exclude.test(namespace);
  return services
    .filter(isForOutside)
    .sort(byAge)
    .flatMap((service) => ofService(service, isSelected))
    .map((candidate) => {
      if (candidate.hidden || candidate.refused) return candidate;
      // A number may be a TCP port of one Service and a UDP port of another, but Cloudy knows only the number.
      const owner = taken.get(candidate.port);
      if (owner) return { ...candidate, refused: `${owner.namespace}/${owner.name} has port ${candidate.port}` };
      taken.set(candidate.port, candidate.service);
      return candidate;
    });
}

function byAge(a: Service, b: Service): number {
  return compare(a.created, b.created) || compare(a.uid, b.uid);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function ofService(service: Service, isSelected: (namespace: string) => boolean): readonly Candidate[] {
  const hidden = whyHidden(service, isSelected);
  // A port for both TCP and UDP is one row in Cloudy.
  const ports = [...new Map(service.ports.map((port) => [port.nodePort, port])).values()];
  return ports.map((port) => {
    const candidate = { service, port: port.nodePort, ...shownAs(service, port, ports.length > 1) };
    if (hidden) return { ...candidate, hidden };
    return port.nodePort > 0 ? candidate : { ...candidate, refused: 'no port of the nodes leads to it' };
  });
}

function shownAs({ name, type, annotations }: Service, port: ServicePort, hasMore: boolean) {
  const title = safeText(annotations.name ?? '', longestTitle) ?? name;
  return {
    title: hasMore && port.name !== '' ? `${title}-${port.name}` : title,
    type: typeOf(annotations.type ?? ''),
    text: safeText(annotations.text ?? '', longestText) ?? type,
  };
}

/**
 * Types for which Cloudy's pages show buttons on all nodes of the community: to connect, join, or install. Services
 * must not get them.
 */
const cloudysOwn = new Set(['docker', 'peerstreamer', 'serf', 'syncthing', 'tahoe-lafs', 'tincvpn']);

function typeOf(wanted: string): string {
  return cloudysOwn.has(wanted.toLowerCase()) ? 'kubernetes' : (safeType(wanted) ?? 'kubernetes');
}

function whyHidden({ namespace, annotations, isLocal }: Service, isSelected: (namespace: string) => boolean) {
  if (annotations.publish === 'false') return 'its annotation microcloud.cloudy/publish says so';
  if (!isSelected(namespace)) return `the namespace ${namespace} is not published`;
  if (isLocal && annotations.publish !== 'true') {
    return 'its externalTrafficPolicy is Local: only nodes that run its pods answer (microcloud.cloudy/publish: "true" publishes it)';
  }
  return annotations.stopped === undefined ? undefined : "it was stopped on a page of Cloudy's";
}

/** Makes one regular expression of all patterns. Without patterns it matches nothing. */
function patterns(texts: readonly string[]): RegExp {
  const escaped = texts.map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'));
  return texts.length === 0 ? /(?!)/ : new RegExp(`^(${escaped.join('|')})$`);
}
