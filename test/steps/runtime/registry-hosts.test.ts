import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/runtime/registry-hosts.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const folder = '/etc/containerd/certs.d';
const docker = `${folder}/docker.io/hosts.toml`;
const scope = makeScope({
  cluster: {
    registries: {
      mirrors: { 'docker.io': ['https://registry.home.arpa:5000'] },
      ca: { 'registry.home.arpa:5000': '-----BEGIN CERTIFICATE-----' },
    },
  },
});
const all = makeScope({ cluster: { registries: { mirrors: { '*': ['http://192.168.0.10'] } } } });
const insecure = makeScope({ cluster: { registries: { insecure: ['old.arpa'] } } });
const own = `${folder}/registry.home.arpa:5000/hosts.toml`;
const base = { ours: '', [docker]: '', [own]: '' };
const texts = (answers: Record<string, string>, where = scope) =>
  planStep(step, answers, where).map((finding) => (finding.kind === 'change' ? finding.after : ''));

describe("containerd's registries", () => {
  itPlans(step, base, {
    'are the public ones where the inventory names none': { finds: [] },
    'are those of the inventory': {
      leaves: { [docker]: /^server = "https:\/\/registry-1\.docker\.io"$/m },
      scope,
      finds: [`change: Write ${docker}`, `change: Write ${own}`],
    },
    'are removed when the inventory no longer names any': {
      real: ['ours'],
      node: { files: { [docker]: '# Written by microcloud: cluster.registries in the inventory.\n' } },
      leaves: { [docker]: undefined },
      when: { ours: `${docker}\n` },
      finds: [`change: Remove ${docker}`],
    },
  });

  const cluster = { addons: { registry: { node: 'pi-3' } } };
  const mine = `${folder}/registry.home.internal/hosts.toml`;

  it('have that of the cluster, which nodes know by its certificate, and which knows them by theirs', () => {
    assert.equal(
      texts({ ours: '', [mine]: '' }, makeScope({ cluster }))[0],
      `# Written by microcloud: cluster.registries in the inventory.
server = "https://192.168.0.203:5443"

[host."https://192.168.0.203:5443"]
  capabilities = ["pull", "resolve"]
  ca = "/etc/kubernetes/pki/ca.crt"
  client = ["/var/lib/kubelet/pki/kubelet-client-current.pem"]
`,
    );
  });

  it('have that of the cluster in place of one of the same name', () => {
    const registries = { mirrors: { 'registry.home.internal': ['https://other.arpa'] } };
    const found = planStep(step, { ours: '', [mine]: '' }, makeScope({ cluster: { ...cluster, registries } }));
    assert.deepEqual(
      found.map(({ summary }) => summary),
      [`Write ${mine}`],
    );
  });

  it('are as they shall be', () => {
    const [first = '', second = ''] = texts(base);
    const answers = { ours: `${docker}\n${own}\n`, [docker]: fileAnswer(first), [own]: fileAnswer(second) };
    assert.deepEqual(planStep(step, answers, scope), []);
  });

  it('are written as containerd reads them', () => {
    assert.equal(
      texts(base)[0],
      `# Written by microcloud: cluster.registries in the inventory.
server = "https://registry-1.docker.io"

[host."https://registry.home.arpa:5000"]
  capabilities = ["pull", "resolve"]
  ca = "/etc/microcloud/registries/registry.home.arpa_5000.pem"
`,
    );
  });

  it('may be mirrors of all other registries', () => {
    const [text = ''] = texts({ ours: '', [`${folder}/_default/hosts.toml`]: '' }, all);
    assert.doesNotMatch(text, /^server/m);
    assert.match(text, /^\[host\."http:\/\/192\.168\.0\.10"\]$/m);
  });

  it('may have certificates that nobody checks', () => {
    const [text = ''] = texts({ ours: '', [`${folder}/old.arpa/hosts.toml`]: '' }, insecure);
    assert.match(text, /^\[host\."https:\/\/old\.arpa"\]\n {2}capabilities = .*\n {2}skip_verify = true$/m);
  });

  it('find the certificate of a host that is written otherwise: with its port, and in capitals', () => {
    const registries = {
      mirrors: { 'docker.io': ['https://Registry.home.arpa:443'] },
      ca: { 'registry.home.arpa': '-----BEGIN CERTIFICATE-----' },
      insecure: ['REGISTRY.home.arpa:443'],
    };
    const [text = ''] = texts(
      { ...base, [`${folder}/registry.home.arpa/hosts.toml`]: '' },
      makeScope({ cluster: { registries } }),
    );
    assert.match(text, /^ {2}ca = ".*\/registry\.home\.arpa\.pem"\n {2}skip_verify = true$/m);
  });

  for (const [url, isWhole] of [
    ['https://harbor.home.arpa/v2/cache', true],
    ['https://mirror.home.arpa/docker/', true],
    ['https://mirror.home.arpa/docker/v2', false],
    ['https://mirror.home.arpa/', false],
  ] as const) {
    it(`${isWhole ? 'take the path of a mirror as it is' : 'leave it to containerd where the API is'}: ${url}`, () => {
      const [text = ''] = texts(base, makeScope({ cluster: { registries: { mirrors: { 'docker.io': [url] } } } }));
      assert.equal(/^ {2}override_path = true$/m.test(text), isWhole);
    });
  }
});
