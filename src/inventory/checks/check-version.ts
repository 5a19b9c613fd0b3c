import { distributions } from '../../distributions/table.ts';
import { Version } from '../../distributions/version.ts';
import type { Draft } from '../draft.ts';
import type { Finding } from '../mistakes.ts';
import { editDistance } from '../nearest.ts';

/** The version is one whose artifacts are known. */
export function* knownVersion({ cluster: { distribution, version } }: Draft): Iterable<Finding> {
  if (distribution === undefined || version === undefined) return;
  const { versions, isPublished } = distributions[distribution];
  const parsed = Version.parse(version);
  const isWellWritten = parsed !== undefined && `${parsed}` === version;
  if (isWellWritten && (versions.includes(version) || isPublished(parsed))) return;
  const closest = versions.toSorted((a, b) => editDistance(version, a) - editDistance(version, b))[0];
  const others = versions.length > 1 ? ` (known: ${versions.join(', ')})` : '';
  yield {
    path: ['cluster', 'version'],
    message: `this version of ${distribution} is not known: write ${closest}${others}`,
  };
}
