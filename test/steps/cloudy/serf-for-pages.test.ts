import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe } from 'node:test';
import { template } from '../../../src/resources/template.ts';
import step from '../../../src/steps/cloudy/serf-for-pages.ts';
import { programsAnswer } from '../../support/k3s.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const built = readFileSync(new URL('../../../dist/cloudy-serf.cjs', import.meta.url));
const version = createHash('sha256').update(built).digest('hex').slice(0, 12);
const wrapper = '/usr/local/lib/microcloud/cloudy-serf';
const base = {
  programs: programsAnswer(version, 'cloudy-serf.cjs'),
  wrapper: fileAnswer(template('cloudy-serf.sh', {}), { mode: '755' }),
  program: `${wrapper}\n`,
};

describe("Serf as Cloudy's programs see it", () => {
  itPlans(step, base, {
    'is as it should be': { finds: [] },
    'is put before Serf on a fresh node': {
      once: 'a scratch node lies in a directory, and so do its links',
      when: { programs: '', wrapper: '', program: '' },
      finds: [
        'change: Install /usr/local/lib/microcloud/cloudy-serf.cjs',
        `change: Write ${wrapper}`,
        `change: Link /opt/serf/serf to ${wrapper}`,
      ],
    },
    'is put before Serf where they reached Serf itself': {
      once: 'a scratch node lies in a directory, and so do its links',
      when: { program: '/usr/bin/serf\n' },
      finds: [`change: Link /opt/serf/serf to ${wrapper}`],
    },
    'is nothing to a node that is not in Cloudy': {
      when: { programs: '', wrapper: '', program: '' },
      scope: makeScope({ node: { cloudy: false } }),
      finds: [],
    },
  });
});
