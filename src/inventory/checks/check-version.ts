import { refusalOf } from '../../distributions/supported.ts';
import { distributions } from '../../distributions/table.ts';
import { Version } from '../../distributions/version.ts';
import type { Draft } from '../draft.ts';
import type { Finding } from '../mistakes.ts';

/** The version is a release of a minor version that is known, written as people write it: without a v. */
export function* knownVersion({ cluster: { distribution, version } }: Draft): Iterable<Finding> {
  if (distribution === undefined || version === undefined) return;
  const parsed = Version.parse(version);
  const refusal = parsed
    ? refusalOf(distribution, parsed)
    : `this is no version: write ${distributions[distribution].usual}`;
  const misspelt = parsed && `${parsed}` !== version ? `write ${parsed}` : undefined;
  const message = refusal ?? misspelt;
  if (message) yield { path: ['cluster', 'version'], message };
}
