import { describe } from 'node:test';
import step from '../../../src/steps/packages/package-sources.ts';
import { itPlans } from '../../support/rows.ts';

const file = '/etc/apt/sources.list.d/kubernetes.list';
const debian = "'http://deb.debian.org/debian/dists/trixie/InRelease' deb.debian.org_debian_dists_trixie_InRelease 0";
const gone =
  "'https://apt.kubernetes.io/dists/kubernetes-xenial/InRelease' apt.kubernetes.io_dists_kubernetes-xenial_InRelease 0";
const rest = `== entries\n${file}:1:deb https://apt.kubernetes.io kubernetes-xenial main\n== lists\ndeb.debian.org_debian_dists_trixie_InRelease\n== newer\n`;

describe('sources of packages', () => {
  itPlans(
    step,
    { silentSources: `== uris\n${debian}\n${rest}` },
    {
      'are silent when all of them gave something': { finds: [] },
      'are named, with their file, and stop nothing': {
        when: { silentSources: `== uris\n${debian}\n${gone}\n${rest}` },
        finds: [
          'note: apt gets nothing from https://apt.kubernetes.io kubernetes-xenial (/etc/apt/sources.list.d/kubernetes.list, line 1): the other sources are used.',
        ],
      },
      'stop all where apt cannot read one': {
        when: { silentSources: `== uris\nE: Malformed entry 1 in list file ${file} (URI parse)\n` },
        finds: [`problem: apt cannot read ${file}, entry 1 (URI parse), and does nothing until that is right.`],
      },
    },
  );
});
