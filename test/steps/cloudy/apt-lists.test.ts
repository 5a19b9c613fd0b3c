import { describe } from 'node:test';
import step from '../../../src/steps/cloudy/apt-lists.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const theirs = {
  cloudy: fileAnswer('deb http://repo.clommunity-project.eu/debian unstable/\n'),
  guifi: fileAnswer('deb http://serveis.guifi.net/debian guifi/\n'),
  backports: fileAnswer('deb http://ftp.debian.org/debian buster-backports main contrib\n'),
};
const folder = '/etc/apt/sources.list.d';

describe("package sources of Cloudy's installer", () => {
  itPlans(
    step,
    { cloudy: '', guifi: '', backports: '' },
    {
      'are not there': { finds: [] },
      'are removed': {
        when: theirs,
        finds: [`change: Remove ${folder}/cloudy.list, ${folder}/guifi.list, ${folder}/backports.list`],
      },
      'are left alone when somebody else wrote them': {
        when: { backports: fileAnswer('deb http://deb.debian.org/debian bookworm-backports main\n') },
        finds: [],
      },
      'are left alone on nodes that are not of Cloudy': {
        when: theirs,
        scope: makeScope({ node: { cloudy: false } }),
        finds: [],
      },
    },
  );
});
