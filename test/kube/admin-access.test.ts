import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { accessFrom, kubeconfigText } from '../../src/kube/admin-access.ts';
import { Secret } from '../../src/shell/sh.ts';
import { makeAccess } from './access.ts';

const made = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://127.0.0.1:6443
  name: kubernetes
contexts:
- context: {cluster: kubernetes, user: kubernetes-admin}
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
users:
- name: kubernetes-admin
  user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
`;
const cluster = { name: 'home', endpoint: '192.168.0.201:6443' };
const secret = (text: string) => new Secret('/etc/kubernetes/admin.conf of pi-1', () => text);

test('an access', async (t) => {
  await t.test("it has the cluster's name and endpoint, whatever the node calls them", () => {
    const { clientKey, ...rest } = accessFrom(secret(made), cluster);
    const { clientKey: wantedKey, ...wanted } = makeAccess();
    assert.deepEqual(rest, wanted);
    assert.equal(clientKey.reveal(), wantedKey.reveal());
  });

  await t.test('it does not print its key', () => {
    assert.ok(!JSON.stringify(accessFrom(secret(made), cluster)).includes('S0VZ'));
  });

  const broken = {
    'no YAML': `${made}\n\t: {`,
    'without a key': made.replace('client-key-data', 'token'),
    empty: '',
    'two clusters': made.replace('contexts:', '- cluster: {certificate-authority-data: eA==}\n  name: x\ncontexts:'),
  };
  for (const [title, text] of Object.entries(broken)) {
    await t.test(`it is refused without quoting it: ${title}`, () => {
      assert.throws(
        () => accessFrom(secret(text), cluster),
        (error: Error) => {
          assert.match(error.message, /^\/etc\/kubernetes\/admin\.conf of pi-1 is not as it was made/);
          return !String(error.stack).includes('S0VZ') && error.cause === undefined;
        },
      );
    });
  }
});

test('a kubeconfig of one cluster', async (t) => {
  await t.test('it is what kubectl reads, with its context current', () => {
    assert.deepEqual(parse(kubeconfigText(makeAccess())), {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'home', cluster: { 'certificate-authority-data': 'Q0E=', server: 'https://192.168.0.201:6443' } },
      ],
      contexts: [{ name: 'home', context: { cluster: 'home', user: 'home-admin' } }],
      'current-context': 'home',
      users: [{ name: 'home-admin', user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' } }],
    });
  });
});
