import { createHash } from 'node:crypto';
import type { Service } from './service.ts';

/** The tag by which publishers of a cluster know each other. It is short, because entries need the bytes. */
export const markerTag = 'k';

/** Follows the marker when the node does not answer on its NodePorts. */
const ill = '-';

/**
 * Returns four characters that are the same for all publishers of a cluster, and different in another cluster, even one
 * with the same name. They are made from the uid of the API's own Service, which each cluster makes once.
 */
export function markerOf(services: readonly Service[]): string | undefined {
  const own = services.find(isOfTheApi);
  return own && createHash('sha256').update(own.uid).digest('base64url').slice(0, 4);
}

export function isOfTheApi({ namespace, name }: Service): boolean {
  return namespace === 'default' && name === 'kubernetes';
}

export function markerTagText(marker: string, isHealthy: boolean): string {
  return isHealthy ? marker : `${marker}${ill}`;
}

/** Tells whether a tag is the marker, and what the marker says about its node. */
export function readMarker(text: string | undefined, marker: string): 'healthy' | 'ill' | undefined {
  if (text === marker) return 'healthy';
  return text === `${marker}${ill}` ? 'ill' : undefined;
}
