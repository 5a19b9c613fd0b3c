import { refusalOf } from '../../distributions/supported.ts';
import { distributions } from '../../distributions/table.ts';
import { Version } from '../../distributions/version.ts';
import type { Draft } from '../draft.ts';
import type { Finding } from '../mistakes.ts';

/** Finds a version that is not known, or not written as 1.35.4: without a v. */
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
