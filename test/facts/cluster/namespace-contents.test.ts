import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namespaceContents } from '../../../src/facts/cluster/namespace-contents.ts';
import { rowsOfKubectl } from '../../support/rows-of-kubectl.ts';
import { askScratch } from '../../support/scratch/ask-scratch.ts';
import { needsScratch } from '../../support/scratch/scratch-node.ts';

const rbac = 'rbac.authorization.k8s.io/v1';
const own = { apiVersion: rbac, kind: 'RoleBinding', namespace: 'wiki', name: 'microcloud-ismael' };
const fact = namespaceContents({ distribution: 'kubeadm' }, ['wiki'], [own]);
const said = (...rows: readonly (readonly string[])[]) =>
  fact
    .parse(`Warning: something\n${rowsOfKubectl(...rows)}`)
    .map(({ kind, namespace, name, isKey }) => `${kind} ${namespace}/${name}${isKey ? ': a key' : ''}`);

describe('what is in a namespace', () => {
  it('is what people put there, and which of it would let somebody in', () => {
    const found = said(
      ['apps/v1', 'Deployment', 'wiki', 'web', ''],
      ['v1', 'ConfigMap', 'wiki', 'kube-root-ca.crt', ''],
      ['v1', 'ServiceAccount', 'wiki', 'default', ''],
      ['v1', 'ServiceAccount', 'wiki', 'robot', ''],
      ['v1', 'Secret', 'wiki', 'password', 'Opaque'],
      ['v1', 'Secret', 'wiki', 'robot-token', 'kubernetes.io/service-account-token'],
      [rbac, 'RoleBinding', 'wiki', 'microcloud-ismael', ''],
      [rbac, 'RoleBinding', 'wiki', 'friends', ''],
    );
    assert.deepEqual(found, [
      'Deployment wiki/web',
      'ServiceAccount wiki/robot: a key',
      'Secret wiki/password',
      'Secret wiki/robot-token: a key',
      'RoleBinding wiki/friends: a key',
    ]);
  });

  it('is nothing of another namespace, whatever somebody has written into an object', () => {
    const type = 'Opaque\nv1\tServiceAccount\tkube-system\tcoredns\t';
    assert.deepEqual(said(['v1', 'Secret', 'wiki', 'password', type]), ['Secret wiki/password']);
  });

  it('is asked for by no label that people can set', needsScratch, async (t) => {
    const kubectl = `case $* in *person*) ;; *) cat /rows ;; esac`;
    const files = { '/rows': rowsOfKubectl(['v1', 'ServiceAccount', 'wiki', 'hidden', '']) };
    const found = await askScratch(t, fact, { files, programs: { kubectl } });
    assert.deepEqual(
      found.map(({ name }) => name),
      ['hidden'],
    );
  });

  it('is nothing where nothing is', () => assert.deepEqual(said(), []));
});
