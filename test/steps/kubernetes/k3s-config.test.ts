import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { readCopy } from '../../../src/backup/read-copy.ts';
import type { Scope } from '../../../src/engine/model.ts';
import step from '../../../src/steps/kubernetes/k3s-config.ts';
import { packCopy, partsOfCopy } from '../../support/copies.ts';
import { k3sScope, linksWith } from '../../support/k3s.ts';
import { filesAnswer } from '../../support/network.ts';
import { fileAnswer, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = { file: '', others: '', links: linksWith('192.168.0.202'), datastore: 'none\n', state: 'none\n' };
const textOf = (scope: Scope, answers: Partial<typeof base> = {}) => {
  const change = planStep(step, { ...base, ...answers }, scope).find(({ kind }) => kind === 'change');
  return (change?.kind === 'change' && change.after) || '';
};
const settings = (scope: Scope, answers?: Partial<typeof base>) => parse(textOf(scope, answers));
const server = (changes: Parameters<typeof k3sScope>[0] = {}) => k3sScope({ at: 'pi-1', ...changes });
const three = { all: { role: 'control-plane' } } as const;

describe("k3s's settings", () => {
  itPlans(step, base, {
    'are written': { scope: k3sScope(), finds: ['change: Write /etc/rancher/k3s/config.yaml'] },
    'are as they shall be': {
      when: { file: fileAnswer(textOf(k3sScope()), { mode: '600' }) },
      scope: k3sScope(),
      finds: [],
    },
    'may be read by root alone': {
      when: { file: fileAnswer(textOf(k3sScope())) },
      scope: k3sScope(),
      finds: ['change: Change /etc/rancher/k3s/config.yaml'],
    },
    'say that they restart what runs': {
      when: { file: fileAnswer('# Written by microcloud.\nold: true\n', { mode: '600' }), state: 'done\n' },
      scope: k3sScope(),
      finds: ['change: Change /etc/rancher/k3s/config.yaml, which restarts k3s'],
    },
    // As k3s-io/k3s#8972 has it.
    'name the settings of a file of others that no longer count, and keep that file': {
      when: {
        file: fileAnswer('token: mine\nwrite-kubeconfig-mode: 644\nnode-name: pi\ndebug: true\n', { mode: '600' }),
      },
      scope: k3sScope(),
      finds: [
        'note: /etc/rancher/k3s/config.yaml was not written by microcloud, and these settings in it no longer count: token, write-kubeconfig-mode, debug',
        'change: Change /etc/rancher/k3s/config.yaml; the old one is kept beside it',
      ],
    },
    'name files of others that win over them': {
      when: {
        file: fileAnswer(textOf(k3sScope()), { mode: '600' }),
        others: filesAnswer({
          '/etc/rancher/k3s/config.yaml.d/90-mine.yaml': 'token: mine\n',
          '/etc/rancher/k3s/config.yaml.d/91-more.yml': 'debug: true\n',
        }),
      },
      scope: k3sScope(),
      finds: [
        'note: k3s also reads /etc/rancher/k3s/config.yaml.d/90-mine.yaml, and its settings win over those of the inventory.',
        'note: k3s also reads /etc/rancher/k3s/config.yaml.d/91-more.yml, and its settings win over those of the inventory.',
      ],
    },
    'are none with kubeadm': { finds: [] },
  });

  it('of a worker lead to the API, by the interface of its address', () => {
    assert.deepEqual(settings(k3sScope()), {
      'node-name': 'pi-2',
      'node-ip': '192.168.0.202',
      'flannel-iface': 'eth0',
      'token-file': '/etc/rancher/k3s/agent-token',
      server: 'https://192.168.0.201:6443',
    });
  });

  it('of a lone server have its networks and every name of the API, and keep the cluster in sqlite', () => {
    const cluster = { endpoint: 'cloud.home.arpa:6443', k3s: { traefik: false, localPath: false, serviceLb: true } };
    const node = { sshAddress: 'pi-1.local', address: '192.168.0.211' };
    assert.deepEqual(settings(server({ node, cluster }), { links: linksWith('192.168.0.77') }), {
      'node-name': 'pi-1',
      'node-ip': '192.168.0.211',
      'flannel-iface': 'eth0',
      'advertise-address': '192.168.0.211',
      'tls-san': ['192.168.0.211', 'cloud.home.arpa', 'pi-1', 'pi-1.local'],
      'cluster-cidr': '10.244.0.0/16',
      'service-cidr': '10.96.0.0/12',
      'flannel-backend': 'vxlan',
      disable: ['traefik', 'local-storage'],
      'token-file': '/etc/rancher/k3s/token',
      'agent-token-file': '/etc/rancher/k3s/agent-token',
    });
  });

  it('leave the address to k3s where the inventory has a name only', () => {
    assert.deepEqual(Object.keys(settings(k3sScope({ node: { address: 'pi-2.local' } }))), [
      'node-name',
      'token-file',
      'server',
    ]);
  });

  it('name the encrypted backend as k3s does', () => {
    assert.equal(settings(server({ cluster: { flannelBackend: 'wireguard' } }))['flannel-backend'], 'wireguard-native');
  });

  for (const [title, scope, datastore, expected] of [
    ['begin with etcd where there are three', server(three), 'none', true],
    ['keep etcd where there was more than one', server(), 'etcd', true],
    ['leave sqlite to the step that moves it', server(three), 'sqlite', undefined],
    ['use sqlite where there is one', server(), 'none', undefined],
  ] as const) {
    it(`of the first server ${title}`, () => {
      const { server: other, 'cluster-init': init } = settings(scope, { datastore: `${datastore}\n` });
      assert.deepEqual([init, other], [expected, undefined]);
    });
  }

  it('of a lone server begin with etcd where the copy that it is made from has etcd', async () => {
    const { 'etcd.db': data, ...parts } = partsOfCopy({ distribution: 'k3s' });
    const made = async (own: Readonly<Record<string, string | Buffer>>) =>
      settings({ ...server(), restoring: await readCopy(await packCopy({ ...parts, ...own })) })['cluster-init'];
    assert.equal(await made({ 'etcd.db': data! }), true);
    assert.equal(await made({ 'state.db': 'SQLite format 3\0' }), undefined);
  });

  it('of a further server lead to the first one', () => {
    const { server: first, 'cluster-init': init } = settings(k3sScope({ ...three, cluster: { endpoint: 'vip:6443' } }));
    assert.deepEqual([first, init], ['https://192.168.0.201:6443', undefined]);
  });

  it('keep the server that a node came in by, while it is in the inventory', () => {
    const led = k3sScope(three);
    const leader = led.nodes.find(({ name }) => name === 'pi-3')!;
    const came = (text: string, datastore = 'etcd\n') =>
      settings({ ...led, leader }, { file: fileAnswer(text, { mode: '600' }), datastore });
    assert.equal(came('server: https://192.168.0.201:6443\n').server, 'https://192.168.0.201:6443');
    assert.equal(came('server: https://192.168.0.250:6443\n').server, 'https://192.168.0.203:6443');
    assert.equal(came('server: https://192.168.0.201:6443\n', 'none\n').server, 'https://192.168.0.203:6443');
    assert.deepEqual(
      [came('cluster-init: true\n').server, came('cluster-init: true\n')['cluster-init']],
      [undefined, true],
    );
    assert.equal(came('a: [').server, 'https://192.168.0.203:6443');
  });

  it("are merged with the inventory's own, which win", () => {
    const cluster = {
      k3s: {
        traefik: false,
        server: { disable: ['coredns'], 'cluster-cidr': '10.7.0.0/16', 'kubelet-arg': ['max-pods=60'] },
        agent: { docker: true },
      },
    };
    const ofServer = settings(server({ cluster }));
    assert.deepEqual(ofServer.disable, ['traefik', 'coredns']);
    assert.deepEqual([ofServer['cluster-cidr'], ofServer['kubelet-arg']], ['10.7.0.0/16', ['max-pods=60']]);
    assert.equal(settings(k3sScope({ cluster })).docker, true);
  });
});
