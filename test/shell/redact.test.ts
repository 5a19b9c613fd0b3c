import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressHider, redacted } from '../../src/shell/redact.ts';
import { questionsFor } from '../../src/support-archive/questions.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';

const secrets: Readonly<Record<string, readonly [text: string, secret: string]>> = {
  'a private key': ['-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIB\n-----END EC PRIVATE KEY-----\n', 'MHcCAQEEIB'],
  'half a private key': ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n', 'b3BlbnNzaC1r'],
  'the key of a kubeconfig': ['    client-key-data: LS0tLS1CRUdJTg==\n', 'LS0tLS1CRUdJTg'],
  'a token of a ServiceAccount': [
    'token is eyJhbGciOiJSUzI1NiIs.eyJpc3MiOiJrdWJlcm5l.c2lnbmF0dXJl ok',
    'eyJpc3MiOiJrdWJlcm5l',
  ],
  'a join token of k3s': ['K3S_TOKEN=K10aabbccddeeff00112233::server:8f3b1c', '8f3b1c'],
  'a join token of kubeadm': ['kubeadm join --token abcdef.0123456789abcdef', '0123456789abcdef'],
  'a hash of a password': ['pi:$y$j9T$abcdefghijklmnopqrstuv$wxyz0123456789:20000', 'abcdefghijklmnopqrstuv'],
  'a password in an address': ['http_proxy=http://ana:tomato@proxy:3128', 'tomato'],
  'a login of a request': ['Authorization: Bearer tomato12345', 'tomato12345'],
  'the password of a Wi-Fi in wpa_supplicant': ['network={\n  ssid="home"\n  psk="tomato soup"\n}', 'tomato soup'],
  'the password of a Wi-Fi in NetworkManager': ['[wifi-security]\nwep-key0=tomato\npsk=tomato', 'tomato'],
  'the password of a Wi-Fi in netplan': ['access-points:\n  "home":\n    password: "tomato soup"', 'tomato soup'],
  'a secret in JSON': ['{"encrypt_key": "dG9tYXRv", "name": "x"}', 'dG9tYXRv'],
  'a setting behind a comment sign': ['#PASSWORD="tomato"', 'tomato'],
  'the login of a registry': ['configs:\n  registry.lan:\n    auth:\n      auth: YW5hOnRvbWF0bw==\n', 'YW5hOnRvbWF0bw'],
  'the login of a registry in TOML': [
    '[plugins."x".registry.configs."r".auth]\n  auth = "YW5hOnRvbWF0bw=="',
    'YW5hOnRvbWF0bw',
  ],
  'an environment variable': ['DB_PASSWORD=tomato', 'tomato'],
  'the second word of a password in quotes': ['    password: "tomato soup"', 'soup'],
  'what follows a quote in a password': ['password: "to\\"mato soup"', 'soup'],
  'the second word of a password without quotes': ['password: tomato soup', 'soup'],
  'the second word of a Wi-Fi password': ['[wifi-security]\npsk=tomato soup', 'soup'],
  'a password on lines of its own': ['password: |\n  tomato\n\n  soup\nname: x', 'soup'],
  'a token that is folded': ['  - token: >-\n      tomato\n', 'tomato'],
  'a password that a program was given': ['ExecStart=/bin/x --db-password tomato --verbose', 'tomato'],
  'a token that a program was given': ["k3s agent --token 'tomato soup' --server https://x", 'soup'],
  'a short name of a password': ['DB_PASS=tomato MYSQL_PWD=tomato', 'tomato'],
  'the environment of a container in JSON': ['{"name": "DB_PASSWORD", "value": "tomato"}', 'tomato'],
  'the environment of a container in YAML': ['env:\n- name: API_TOKEN\n  value: tomato\n', 'tomato'],
  'a secret in JSON that stands in JSON': [JSON.stringify({ said: '{"password": "tomato soup", "x": 1}' }), 'soup'],
  'a value in JSON that stands in JSON': [JSON.stringify({ said: '{"name":"A_TOKEN","value":"tomato"}' }), 'tomato'],
  'a key of WireGuard': ['PresharedKey = tomatotomato=', 'tomato'],
  'a key in a Secret': ['  tls.key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo=', 'UFJJVkFURSBLRVk'],
  'a key of age': ['AGE-SECRET-KEY-1TOMATO', 'TOMATO'],
  'a token in an address': ['git clone https://ghp_tomatotomato@github.com/x', 'tomato'],
  'a cookie': ['Cookie: session=tomato; other=tomato', 'tomato'],
};

const harmless = [
  'W1121 12:00:00 kubelet.go:100] Swap is on',
  'Environment: KUBERNETES_SERVICE_HOST=10.96.0.1',
  'kube-system   coredns-7d764666f9-g4ndz   1/1   Running   0   3h',
  'Secret kube-system/kubeadm-certs',
  'registry.k8s.io/pause@sha256:3.10.1',
  'volumes:\n- name: token\n  projected: {sources: []}',
  'kubelet --anonymous-auth=false --client-ca-file /etc/ca.crt',
  'nodes:\n  - name: pi-1\n    ssh: {password: {prompt: true}}',
];

describe('what leaves in an archive', () => {
  for (const [title, [text, secret]] of Object.entries(secrets)) {
    it(`does not have ${title}`, () => assert.ok(!redacted(text).includes(secret), redacted(text)));
  }

  for (const line of harmless) it(`keeps "${line}"`, () => assert.equal(redacted(line), line));

  // What a node logs can be anything, and 200 kB of it.
  for (const piece of [
    '-a',
    '- ',
    'a.',
    'name: ',
    'token: |\n',
    ' \t\n',
    '--token ',
    'password: "\\',
    'Cookie:',
    '://a',
  ])
    it(`is found soon in much of ${JSON.stringify(piece)}`, () => {
      const began = process.cpuUsage().user;
      redacted(piece.repeat(200_000 / piece.length));
      const seconds = process.cpuUsage().user - began;
      assert.ok(seconds < 3_000_000, `${seconds / 1e6} s`);
    });

  it('has numbers in the place of addresses, the same each time, and those of every machine as they are', () => {
    const hide = addressHider();
    assert.equal(
      hide('192.168.0.201 via 127.0.0.1 to 192.168.0.202 b8:27:eb:00:00:01, 192.168.0.201/24, fe80::1:2:3:4'),
      '<address 1> via 127.0.0.1 to <address 2> <address 3>, <address 1>/24, <address 4>',
    );
    assert.equal(hide('12:30:45 v1.35.4'), '12:30:45 v1.35.4');
  });

  it('is asked in sound shell', () => {
    const { node, cluster } = makeScope({ at: 'pi-1' });
    assertShell({ facts: questionsFor(node, cluster, '-6h').map(({ fact }) => fact) });
  });
});
