import { distributions } from '../../distributions/table.ts';
import { Version } from '../../distributions/version.ts';
import type { Draft } from '../draft.ts';
import type { Finding } from '../mistakes.ts';

/** Finds settings of containerd that this version of the distribution does not pass on. */
export function* containerdSettingsAreRead({ cluster }: Draft): Iterable<Finding> {
  const { distribution, version, containerd } = cluster;
  const parsed = Version.parse(version ?? '');
  if (!distribution || !parsed || Object.keys(containerd?.cri ?? {}).length === 0) return;
  const needed = distributions[distribution].firstWithContainerdSettings(parsed);
  if (needed === undefined || parsed.compare(Version.of(needed)) >= 0) return;
  yield {
    path: ['cluster', 'containerd', 'cri'],
    at: 'key',
    message: `${distribution} ${version} does not read these settings: write version: ${needed} or a newer one under cluster, or remove them`,
  };
}
