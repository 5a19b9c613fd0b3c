import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namespaceContents } from '../../../src/facts/cluster/namespace-contents.ts';

const fact = namespaceContents({ distribution: 'kubeadm' }, ['wiki']);

describe('what is in a namespace', () => {
  it('is what people put there, and which of it would let somebody in', () => {
    const answer = [
      'apps/v1\tDeployment\twiki\tweb\t',
      'v1\tConfigMap\twiki\tkube-root-ca.crt\t',
      'v1\tServiceAccount\twiki\tdefault\t',
      'v1\tServiceAccount\twiki\trobot\t',
      'v1\tSecret\twiki\tpassword\tOpaque',
      'v1\tSecret\twiki\trobot-token\tkubernetes.io/service-account-token',
      'rbac.authorization.k8s.io/v1\tRoleBinding\twiki\tfriends\t',
      'Warning: something',
      '',
    ].join('\n');
    assert.deepEqual(
      fact.parse(answer).map(({ kind, name, isKey }) => `${kind} ${name}${isKey ? ': a key' : ''}`),
      [
        'Deployment web',
        'ServiceAccount robot: a key',
        'Secret password',
        'Secret robot-token: a key',
        'RoleBinding friends: a key',
      ],
    );
  });

  it('is nothing where nothing is', () => assert.deepEqual(fact.parse(''), []));
});
