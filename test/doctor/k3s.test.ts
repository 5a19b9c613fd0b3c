import { describe } from 'node:test';
import { itJudges } from '../support/checks.ts';

const rejected =
  'level=info msg="Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of \'/etc/rancher/node/password\' may not match server node-passwd entry"';

describe('the checks of k3s', () => {
  itJudges(
    'k3s.password',
    { refusal: '' },
    {
      'is silent without k3s': { says: undefined },
      'hears the server': { when: { refusal: rejected }, says: /another node of this name/ },
    },
  );
  itJudges(
    'k3s.token',
    { refusal: '', hashes: 'aa11\naa11\n' },
    {
      'is silent when both hashes are one': { says: undefined },
      'is silent on a worker': { when: { hashes: '' }, says: undefined },
      'is silent with a token without a hash': { when: { hashes: 'aa11\n' }, says: undefined },
      'is silent when the token is about one of several certificates': {
        when: { hashes: 'cc33\naa11\nbb22\ncc33\n' },
        says: undefined,
      },
      'tells that it is about none of them': { when: { hashes: 'dd44\naa11\nbb22\ncc33\n' }, says: /token/ },
      'tells another authority': { when: { hashes: 'aa11\nbb22\n' }, says: /does not take the token/ },
      'hears the server': {
        when: { refusal: 'token CA hash does not match the Cluster CA certificate hash' },
        says: /token/,
      },
      'does not take the password for it': { when: { refusal: rejected }, says: undefined },
    },
  );
  itJudges(
    'k3s.program',
    { version: '' },
    {
      'is silent when it runs': { says: undefined },
      'tells that it does not': { when: { version: 'broken' }, says: /damaged/ },
    },
  );
});
