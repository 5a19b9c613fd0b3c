import { defineStep, type Finding } from '../../engine/model.ts';
import { silentSourcesFor } from '../../facts/silent-sources.ts';
import { switchOff } from '../../resources/switch-off-source.ts';
import { neededPackages } from './packages-by-apt.ts';

/** Says before an installation which sources gave nothing: the others are used, and mostly have all that is needed. */
export default defineStep({
  id: 'apt.sources',
  title: 'Sources of packages',
  on: 'machines',
  needs: (scope) => ({ silentSources: silentSourcesFor(neededPackages(scope)) }),
  *plan({ facts }): Iterable<Finding> {
    for (const source of facts.silentSources) {
      const { isBroken, address, place } = source;
      const off = switchOff(source);
      if (isBroken) {
        const summary = `apt cannot read ${place} (${address}), and does nothing until that is right.`;
        yield { kind: 'problem', about: place, summary, hint: `Mend the file, or switch it off: ${off}` };
      } else {
        const summary = `apt gets nothing from ${address} (${place}): the other sources are used.`;
        yield { kind: 'note', about: place, summary, hint: `If it is not needed: ${off}` };
      }
    }
  },
});
