import { describe } from 'node:test';
import { itJudges } from '../support/checks.ts';

const rejected =
  'level=info msg="Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of \'/etc/rancher/node/password\' may not match server node-passwd entry"';

describe('the checks of k3s', () => {
  itJudges(
    'k3s.password',
    { refusal: '' },
    {
      'is silent when the server has not refused the node': { says: undefined },
      'reports that the server has refused the password': {
        when: { refusal: rejected },
        says: /another node of this name/,
      },
    },
  );
  itJudges(
    'k3s.token',
    { refusal: '', hashes: 'aa11\naa11\n' },
    {
      'is silent when the token has the hash of the authority': { says: undefined },
      'is silent on a worker': { when: { hashes: '' }, says: undefined },
      'is silent when the token has no hash': { when: { hashes: 'aa11\n' }, says: undefined },
      'is silent when the hash is of one of several certificates': {
        when: { hashes: 'cc33\naa11\nbb22\ncc33\n' },
        says: undefined,
      },
      'reports a hash that is of none of several certificates': {
        when: { hashes: 'dd44\naa11\nbb22\ncc33\n' },
        says: /token/,
      },
      'reports a token of another authority': { when: { hashes: 'aa11\nbb22\n' }, says: /does not take the token/ },
      'reports that the server has refused the token': {
        when: { refusal: 'token CA hash does not match the Cluster CA certificate hash' },
        says: /token/,
      },
      'is silent when the server has refused the password only': { when: { refusal: rejected }, says: undefined },
    },
  );
  itJudges(
    'k3s.program',
    { version: '' },
    {
      'is silent when k3s can run': { says: undefined },
      'reports a program that cannot run': { when: { version: 'broken' }, says: /damaged/ },
    },
  );
});
