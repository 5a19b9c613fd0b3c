// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the inventory has its own ${NAME}.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusals } from './refusals.ts';

const cluster = 'cluster: {name: home, distribution: kubeadm}\n';
const one = '  - {name: pi-1, role: control-plane, address: 192.168.0.201}\n';
const nodes = `nodes:\n${one}`;

interface Row {
  readonly about: string;
  readonly text: string;
  readonly expected: readonly string[];
}

const inCluster = (line: string) => `cluster:\n  name: home\n  distribution: kubeadm\n  ${line}\n${nodes}`;
const inNode = (line: string) =>
  `${cluster}nodes:\n  - name: pi-1\n    role: control-plane\n    address: 192.168.0.201\n    ${line}\n`;
const second = (fields: string) => `${cluster}${nodes}  - {name: pi-2, ${fields}}\n`;

const schemaRows: readonly Row[] = [
  { about: 'an empty file', text: '', expected: ['1:1: the inventory is empty: microcloud inventory init writes one'] },
  { about: 'a text', text: 'hello', expected: ['1:1: the inventory is text: write a group of “key: value” lines'] },
  {
    about: 'a missing group',
    text: nodes,
    expected: ['1:1: cluster is missing: write “cluster: …” (The cluster that the nodes make)'],
  },
  {
    about: 'no nodes',
    text: `${cluster}nodes: []\n`,
    expected: ['2:8: nodes is empty: write at least one'],
  },
  {
    about: 'nodes as a group',
    text: `${cluster}nodes:\n  pi-1: {address: 192.168.0.201}\n`,
    expected: ['3:3: nodes is a group of settings: write a list (a line with “- ” for each)'],
  },
  {
    about: 'a misspelt key',
    text: inCluster('verison: 1.35.4'),
    expected: ['4:3: verison is not known here: did you mean version?'],
  },
  {
    about: 'a key in snake case',
    text: inCluster('pod_network: 10.1.0.0/16'),
    expected: ['4:3: pod_network is not known here: did you mean podNetwork?'],
  },
  {
    about: 'a misspelt required key, once',
    text: `${cluster}nodes:\n  - {name: pi-1, role: control-plane, adress: 192.168.0.201}\n`,
    expected: ['3:39: adress is not known here: did you mean address?'],
  },
  {
    about: "another tool's word",
    text: `${cluster}nodes:\n  - {name: pi-1, role: control-plane, ip: 192.168.0.201}\n`,
    expected: ['3:39: ip is not known here: did you mean address?'],
  },
  {
    about: 'a key of another group',
    text: inNode('user: pi'),
    expected: ['6:5: user does not belong here: write user under ssh'],
  },
  {
    about: 'a key of nowhere',
    text: `${cluster}${nodes}colour: green\n`,
    expected: [
      '4:1: colour is not known here: write one of: cluster, artifacts, cloudy, defaults, nodes, people, policies',
    ],
  },
  {
    about: 'a merge key',
    text: `x: &x {role: worker}\n${cluster}nodes:\n  - {<<: *x, name: pi-1, role: control-plane, address: 192.168.0.201}\n`,
    expected: [
      '1:1: x is not known here: write one of: cluster, artifacts, cloudy, defaults, nodes, people, policies',
      '4:6: keys are not merged here (<<): write what nodes share under defaults',
    ],
  },
  { about: 'a wrong role', text: inNode('swap: kep'), expected: ['6:11: swap kep is not known: did you mean keep?'] },
  {
    about: 'master',
    text: second('role: master, address: pi-2'),
    expected: ['4:24: role master is not known: did you mean control-plane?'],
  },
  { about: 'yes', text: inNode('docker: yes'), expected: ['6:13: docker is text: write true or false'] },
  {
    about: 'an unquoted version',
    text: inCluster('version: 1.35'),
    expected: ['4:12: version is a number: write text, in quotes if it looks like a number: version: "…"'],
  },
  {
    about: 'an empty value',
    text: inCluster('podNetwork:'),
    expected: ['4:3: podNetwork is empty: write text or remove the line'],
  },
  {
    about: 'a port out of range',
    text: inNode('ssh: {port: 70000}'),
    expected: ['6:17: port is out of range: write a number from 1 to 65535'],
  },
  {
    about: 'a broken address',
    text: inNode('staticAddress: 192.168.0.300'),
    expected: ['6:20: staticAddress is not right: write an IPv4 address such as 192.168.0.201'],
  },
  {
    about: 'a name that cannot be a host name',
    text: second('address: pi-2').replace('pi-2,', 'Pi_2,'),
    expected: ['4:12: name is not right: write pi-2: lower-case letters, digits and hyphens, at most 63 (RFC 1123)'],
  },
  {
    about: 'a name that is too long',
    text: second('address: pi-2').replace('pi-2,', `${'a'.repeat(64)},`),
    expected: [
      `4:12: name is not right: write ${'a'.repeat(50)}: lower-case letters, digits and hyphens, at most 63 (RFC 1123)`,
    ],
  },
  {
    about: 'two distributions',
    text: `cluster: {name: home, distribution: [kubeadm, k3s]}\n${nodes}`,
    expected: ['1:37: distribution must be exactly one: write kubeadm or k3s'],
  },
  {
    about: 'no distribution',
    text: `cluster: {name: home}\n${nodes}`,
    expected: [
      '1:10: distribution is missing: write “distribution: kubeadm or k3s” (Which Kubernetes: upstream, or the small one for 1 GB nodes)',
    ],
  },
  {
    about: 'an unknown distribution',
    text: `cluster: {name: home, distribution: k8s}\n${nodes}`,
    expected: ['1:37: distribution k8s is not known: did you mean kubeadm?'],
  },
  {
    about: 'a taint without effect',
    text: inNode('taints: [gpu]'),
    expected: ['6:14: an entry of taints is not right: write key=value:NoSchedule'],
  },
  {
    about: 'a mirror that is no URL',
    text: `${cluster}artifacts: {mirror: here}\n${nodes}`,
    expected: ['2:21: mirror is not right: write a URL such as https://mirror.example.org'],
  },
  {
    about: 'a label that is a number',
    text: inNode('labels: {floor: 3}'),
    expected: ['6:21: floor is a number: write text, in quotes if it looks like a number: floor: "…"'],
  },
];

const noText = 'a password must not be in this file: write {env: NAME}, {file: PATH} or {prompt: true}';
const secretRows: readonly Row[] = [
  { about: 'a password', text: inNode('ssh: {password: hunter2}'), expected: [`6:21: ${noText}`] },
  { about: 'a quoted sudo password', text: inNode('ssh: {sudoPassword: "hunter2"}'), expected: [`6:25: ${noText}`] },
  {
    about: 'a password in braces',
    text: inNode('ssh: {password: {hunter2}}'),
    expected: ['6:21: write exactly one of {env: NAME}, {file: PATH} or {prompt: true}'],
  },
  {
    about: 'a password as a key',
    text: inNode('ssh: {password: {text: hunter2}}'),
    expected: ['6:21: write exactly one of {env: NAME}, {file: PATH} or {prompt: true}'],
  },
  {
    about: 'a password from ${}',
    text: inNode('ssh: {password: "${SECRET}"}'),
    expected: ['6:21: a password is taken from the environment like this: write {env: SECRET}'],
  },
  {
    about: 'a password as name of its variable',
    text: inNode('ssh: {password: {env: "hunter2!"}}'),
    expected: ['6:27: env takes the name of an environment variable: write {env: NAME}'],
  },
  {
    about: "the password of Cloudy's login",
    text: `${cluster}cloudy: {login: {user: admin, password: hunter2}}\n${nodes}`,
    expected: [`2:41: ${noText}`],
  },
  {
    about: 'the key of a community',
    text: `${cluster}cloudy: {serf: {key: cg8StVXbQJ0gPvMd9o7yrg==}}\n${nodes}`,
    expected: [`2:22: ${noText}`],
  },
  {
    about: 'a variable in ${}',
    text: inNode('ssh: {password: {env: "${SECRET}"}}'),
    expected: ['6:27: env takes the name of an environment variable: write {env: SECRET}'],
  },
  {
    about: 'a missing blank',
    text: inNode('ssh: {password:hunter2}'),
    expected: ['6:11: a blank is missing after the colon: write “password: …”'],
  },
  {
    about: 'a missing colon',
    text: inNode('ssh: {password hunter2}'),
    expected: ['6:11: this key is not known here: write one of: user, port, identityFile, password, sudoPassword'],
  },
  {
    about: 'a password that YAML takes for an alias',
    text: inNode('ssh: {password: *hunter2}'),
    expected: ['6:21: this alias (*…) has no anchor (&…) before it: if it is plain text, put it in quotes'],
  },
  {
    about: 'a password that YAML takes for a tag',
    text: inNode('ssh: {password: !hunter2 x}'),
    expected: ['6:21: tags (!…) are not used here: if it is plain text, put it in quotes', `6:30: ${noText}`],
  },
  {
    about: 'a pasted key',
    text: inNode('ssh: {identityFile: "-----BEGIN PRIVATE KEY-----\\nhunter2"}'),
    expected: ['6:25: write the path of the private key, never its text'],
  },
];

const yamlRows: readonly Row[] = [
  {
    about: 'a line that begins too far right',
    text: `${cluster}nodes:\n  - name: pi-1\n      role: worker\n`,
    expected: ['3:11: the line below begins too far right: lines of one group begin in the same column'],
  },
  {
    about: 'no blank after a dash',
    text: `${cluster}nodes:\n  -name: pi-1\n    address: pi-1\n`,
    expected: ['3:10: a blank is missing after the dash: write “- ” at the start of an entry'],
  },
  {
    about: 'no blank after a colon',
    text: `${cluster}nodes:\n  - name: pi-1\n    address:192.168.0.201\n`,
    expected: ['4:5: a blank is missing after the colon: write “key: value”'],
  },
  {
    about: 'a blank of a web page',
    text: `cluster:\n\u00a0\u00a0name: home\n  distribution: k3s\n${nodes}`,
    expected: [
      '2:9: this line begins with a blank that YAML does not know (copied from a web page?): write plain blanks',
    ],
  },
  {
    about: 'a tab',
    text: `${cluster}nodes:\n\t- name: pi-1\n`,
    expected: ['3:1: this line begins with a tab: write blanks instead'],
  },
  {
    about: 'an open quote',
    text: `${cluster}nodes: "[\n`,
    expected: ['3:1: something is not closed before here: a quote, a bracket, or a blank is missing'],
  },
  {
    about: 'a key that is set twice',
    text: inNode('role: worker'),
    expected: [
      '6:5: this key is already set above: remove one of the two',
      '2:1: no node is a control plane: write role: control-plane at one of them',
    ].toReversed(),
  },
  {
    about: 'a second document',
    text: `${cluster}${nodes}---\nmore: x\n`,
    expected: ['4:1: the file must be one document: remove this line and what follows it'],
  },
  {
    about: 'an unset variable',
    text: inNode('ssh: {user: "${NOBODY}"}'),
    expected: ['6:17: the environment variable of ${NOBODY} is not set: set it, or write the value itself'],
  },
  {
    about: 'a reference in braces',
    text: inNode('ssh: {port: ${PORT}}'),
    expected: [
      '6:18: this is not valid YAML: inside { } or [ ] put ${NAME} in quotes, or write the group on lines of its own',
    ],
  },
  {
    about: 'a broken reference',
    text: inNode('ssh: {user: "${}"}'),
    expected: ['6:17: write ${NAME} for an environment variable, or $$ for a dollar'],
  },
  {
    about: 'an alias inside itself',
    text: `${cluster}nodes: &a [*a]\n`,
    expected: [
      '2:12: there is too much inside this value: is an alias (*…) used inside itself?',
      '2:12: an entry of nodes is a list: write a group of “key: value” lines',
    ],
  },
];

for (const [what, rows] of Object.entries({ 'the schema': schemaRows, secrets: secretRows, YAML: yamlRows })) {
  describe(`inventory mistakes about ${what}`, () => {
    for (const { about, text, expected } of rows) {
      it(`places ${about}`, () => {
        const mistakes = refusals(text);
        assert.deepEqual(mistakes, expected);
        assert.ok(!mistakes.join().includes('hunter2'), 'a secret is repeated');
      });
    }
  });
}
