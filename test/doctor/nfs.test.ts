import { describe } from 'node:test';
import { itJudges } from '../support/checks.ts';
import { makeScope } from '../support/plan.ts';

const scope = makeScope({ cluster: { addons: { nfs: { node: 'pi-2' } } } });

describe('the checks of the folder of volumes', () => {
  itJudges(
    'nfs.silent',
    { state: 'answers\n' },
    {
      'is silent when the folder answers': { scope, says: undefined },
      'is silent when init has not mounted the folder yet': { when: { state: 'absent\n' }, scope, says: undefined },
      'reports a folder that does not answer in time': {
        when: { state: 'silent\n' },
        scope,
        says: /^problem: \/mnt\/microcloud, which pi-2 keeps, does not answer within 5 seconds$/,
      },
      'is silent without the addon': { when: { state: '' }, says: undefined },
    },
  );
  itJudges(
    'nfs.full',
    { used: '1000 400\n' },
    {
      'is silent when the disk has room': { scope, says: undefined },
      'is silent when the folder is on the card, which another check looks at': {
        when: { used: '' },
        scope,
        says: undefined,
      },
      'warns about a disk with little room': {
        when: { used: '1000 80\n' },
        scope,
        says: /^warning: The disk of \/var\/lib\/microcloud-nfs is 92 % full$/,
      },
      'reports a disk that is full': { when: { used: '1000 9\n' }, scope, says: /^problem: .* is 99 % full$/ },
    },
  );
});
