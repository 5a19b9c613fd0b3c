import type { Draft } from '../draft.ts';
import type { Finding } from '../mistakes.ts';
import { editDistance } from '../nearest.ts';
import { isPublished, supportedVersions } from '../versions.ts';

/** The version is one whose artifacts are known. */
export function* knownVersion({ cluster: { distribution, version } }: Draft): Iterable<Finding> {
  if (distribution === undefined || version === undefined) return;
  const known = supportedVersions[distribution];
  if (known.includes(version) || isPublished(distribution, version)) return;
  const closest = known.toSorted((a, b) => editDistance(version, a) - editDistance(version, b))[0];
  const others = known.length > 1 ? ` (known: ${known.join(', ')})` : '';
  yield {
    path: ['cluster', 'version'],
    message: `this version of ${distribution} is not known: write ${closest}${others}`,
  };
}
