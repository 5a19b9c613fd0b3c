import { createHash } from 'node:crypto';
import type { Service } from './service.ts';

/** The tag by which publishers of a cluster know each other. Its bytes are missing elsewhere, so it is short. */
export const markerTag = 'k';

/** Follows the marker where the publisher's node does not answer. */
const ill = '-';

/**
 * Four characters that all publishers of a cluster come to, and those of another cluster do not, were its name the
 * same: the API's own Service is the first one that a cluster has, and is never made anew.
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

/** Whether a tag is the marker, and what it says. */
export function readMarker(text: string | undefined, marker: string): 'healthy' | 'ill' | undefined {
  if (text === marker) return 'healthy';
  return text === `${marker}${ill}` ? 'ill' : undefined;
}
