import { describe } from 'node:test';
import { itJudges } from '../support/checks.ts';
import { makeScope } from '../support/plan.ts';

const scope = makeScope({ cluster: { addons: { nfs: { node: 'pi-2' } } } });

describe('the checks of the folder of volumes', () => {
  itJudges(
    'nfs.silent',
    { state: 'answers\n' },
    {
      'is silent where it answers': { scope, says: undefined },
      'is silent where init has not brought it yet': { when: { state: 'absent\n' }, scope, says: undefined },
      'tells one that keeps everybody waiting': {
        when: { state: 'silent\n' },
        scope,
        says: /^problem: \/mnt\/microcloud, which pi-2 keeps, does not answer within 5 seconds$/,
      },
      'is no question without the addon': { when: { state: '' }, says: undefined },
    },
  );
  itJudges(
    'nfs.full',
    { used: '1000 400\n' },
    {
      'is silent with room': { scope, says: undefined },
      'is silent on the card, which another check looks at': { when: { used: '' }, scope, says: undefined },
      'tells a disk with little room': {
        when: { used: '1000 80\n' },
        scope,
        says: /^warning: The disk of \/var\/lib\/microcloud-nfs is 92 % full$/,
      },
      'tells one that is full': { when: { used: '1000 9\n' }, scope, says: /^problem: .* is 99 % full$/ },
    },
  );
});
