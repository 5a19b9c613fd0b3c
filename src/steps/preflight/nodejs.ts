import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { releaseIn } from '../../facts/machine.ts';
import { packageFact } from '../../facts/package.ts';

/**
 * The major version in Debian 12. The publisher is built for it, and so is what cleans Cloudy's list on each of its
 * nodes.
 */
const oldestNode = 18;

/** Versions that apt would install on releases where the version is too old. */
const older: Readonly<Record<string, string>> = { bullseye: '12', jammy: '12' };

export default defineStep({
  id: 'pub.nodejs',
  title: "The publisher's nodejs",
  needs: () => ({ release: fileFact('/etc/os-release'), nodejs: packageFact('nodejs') }),
  *plan({ node, facts }) {
    if (!node.cloudy) return;
    const version = facts.nodejs ?? older[releaseIn(facts.release).VERSION_CODENAME ?? ''] ?? '';
    if (!(Number.parseInt(version, 10) < oldestNode)) return;
    yield {
      kind: 'problem',
      summary: `its nodejs ${version} is too old for the publisher, which needs ${oldestNode}`,
      hint: 'Upgrade the node to Debian 12 (bookworm) or later, or write cloudy: false for it in the inventory.',
    };
  },
});
