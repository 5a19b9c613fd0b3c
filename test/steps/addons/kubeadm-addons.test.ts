import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parseAllDocuments } from 'yaml';
import step from '../../../src/steps/addons/kubeadm-addons.ts';
import { clusterAnswer, silentAnswer } from '../../support/cluster-answer.ts';
import { managedAnswer } from '../../support/managed-objects.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';
import { runInRoot } from '../../support/scratch-root.ts';
import { layOut, temporary } from '../../support/temporary.ts';

const scope = makeScope({ at: 'pi-1' });
const without = (...names: readonly string[]) =>
  clusterAnswer((items) => {
    for (const name of names) delete items[name];
  });
const proxy = 'DaemonSet kube-system/kube-proxy';
const dns = 'Deployment kube-system/coredns';
const leftOut = (field: string) =>
  makeScope({ at: 'pi-1', cluster: { kubeadm: { cluster: { [field]: { disabled: true } } } } });

const maps = (...names: readonly string[]) =>
  managedAnswer(
    names.map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'kube-system', name } })),
  );
const own = ['kubeadm-config', 'kubelet-config', 'kube-proxy', 'coredns'];
const objects = maps(...own);
const lacking = (...names: readonly string[]) => maps(...own.filter((name) => !names.includes(name)));
const kubectl = 'case $* in *"configmap kubeadm-config"*) echo "kind: ClusterConfiguration" ;; esac';

describe('what kubeadm deploys', () => {
  itPlans(
    step,
    { state: clusterAnswer(), objects, called: 'api.home.internal:6443' },
    {
      'is there': { scope, finds: [] },
      'comes back: kube-proxy': {
        when: { state: without(proxy) },
        scope,
        finds: ['change: Deploy kube-proxy again, which is missing'],
      },
      'comes back: CoreDNS': {
        when: { state: without(dns) },
        scope,
        finds: ['change: Deploy CoreDNS again, which is missing [cluster.coredns]'],
      },
      'comes back with its settings: CoreDNS': {
        when: { objects: lacking('coredns') },
        scope,
        finds: ['change: Deploy CoreDNS again, whose ConfigMap coredns is missing [cluster.coredns]'],
      },
      'comes back with its settings: kube-proxy': {
        when: { objects: lacking('kube-proxy') },
        scope,
        finds: ['change: Deploy kube-proxy again, whose ConfigMap kube-proxy is missing'],
      },
      'comes after the settings of the cluster': {
        when: { state: without(proxy), objects: lacking('kubeadm-config', 'kubelet-config') },
        scope,
        finds: [
          'change: Upload the settings of the cluster again: the ConfigMap kubeadm-config and kubelet-config is missing [cluster.settings]',
          'change: Deploy kube-proxy again, which is missing',
        ],
      },
      'may be left out: kube-proxy': {
        when: { state: without(proxy), objects: lacking('kube-proxy') },
        scope: leftOut('proxy'),
        finds: [],
      },
      'may be left out: CoreDNS': { when: { state: without(dns) }, scope: leftOut('dns'), finds: [] },
      'is put back by the first control plane alone': { when: { state: without(proxy) }, finds: [] },
      'is nothing before there is a cluster': { when: { state: 'none\n', objects: 'none\n' }, scope, finds: [] },
      'is not missed while the API is silent': {
        when: { state: silentAnswer('no'), objects: silentAnswer('no') },
        scope,
        finds: [],
      },
      'is a part of k3s': {
        when: { state: without(proxy, dns) },
        scope: makeScope({ at: 'pi-1', cluster: { distribution: 'k3s' } }),
        finds: [],
      },
    },
    { once: 'the cluster knows', node: { programs: { ...kubernetesPrograms, kubectl } } },
  );

  /** Runs the change where the cluster has these ConfigMaps, and says how it ends and what kubeadm reads. */
  async function deployed(t: TestContext, configMaps: Readonly<Record<string, string>>) {
    const root = await temporary(t);
    await mkdir(join(root, 'run/microcloud'), { recursive: true });
    await layOut(root, [
      ...Object.entries(configMaps).map(([name, text]) => [`maps/${name}`, text] as const),
      ['bin/kubectl', `#!/bin/sh\ncat ${root}/maps/"$5" 2>/dev/null || :\n`],
      ['bin/kubeadm', `#!/bin/sh\necho "$*" >${root}/called\ncp "$6" ${root}/read\n`],
    ]);
    for (const program of ['kubectl', 'kubeadm']) chmodSync(join(root, 'bin', program), 0o755);
    const [finding] = planStep(step, { called: 'api.home.internal:6443', state: without(proxy), objects }, scope);
    assert.ok(finding?.kind === 'change');
    const { code, stdout } = runInRoot(root, finding.script, ['/run/microcloud']);
    assert.equal(existsSync(join(root, 'run/microcloud/kubeadm.yaml')), false);
    if (code !== 0) return { code, stdout, documents: [] };
    assert.match(readFileSync(join(root, 'called'), 'utf8'), /^init phase addon kube-proxy --config /);
    const documents = parseAllDocuments(readFileSync(join(root, 'read'), 'utf8')).map((document) => document.toJS());
    return { code, stdout, documents: documents.filter((document) => document !== null) };
  }

  it('is deployed with the settings of the cluster, whoever changed them', async (t) => {
    const { documents } = await deployed(t, {
      'kubeadm-config': 'kind: ClusterConfiguration\nkubernetesVersion: v1.35.3\n',
      'kube-proxy': 'kind: KubeProxyConfiguration\nmode: nftables\n',
    });
    assert.deepEqual(
      documents.map(({ kind, mode, kubernetesVersion }) => [kind, mode ?? kubernetesVersion]),
      [
        ['InitConfiguration', undefined],
        ['ClusterConfiguration', 'v1.35.3'],
        ['KubeProxyConfiguration', 'nftables'],
      ],
    );
    assert.deepEqual(documents[0].localAPIEndpoint, { advertiseAddress: '192.168.0.201' });
  });

  it('is deployed with the settings of the inventory where those of kube-proxy are gone, too', async (t) => {
    const { documents } = await deployed(t, { 'kubeadm-config': 'kind: ClusterConfiguration\n' });
    assert.equal(documents[2].kind, 'KubeProxyConfiguration');
  });

  it('has the settings of the inventory where the ones of the cluster are gone, and no token', async (t) => {
    const root = await temporary(t);
    await mkdir(join(root, 'run/microcloud'), { recursive: true });
    await layOut(root, [['bin/kubeadm', `#!/bin/sh\necho "$*" >${root}/called\ncp "$6" ${root}/read\n`]]);
    chmodSync(join(root, 'bin/kubeadm'), 0o755);
    const [finding] = planStep(
      step,
      { called: 'api.home.internal:6443', state: clusterAnswer(), objects: lacking('kubeadm-config') },
      scope,
    );
    assert.ok(finding?.kind === 'change');
    assert.equal(runInRoot(root, finding.script, ['/run/microcloud']).code, 0);
    assert.match(readFileSync(join(root, 'called'), 'utf8'), /^init phase upload-config all --config /);
    const text = readFileSync(join(root, 'read'), 'utf8');
    assert.doesNotMatch(text, /token/i);
    const documents = parseAllDocuments(text).map((document) => document.toJS());
    assert.deepEqual(
      documents.map(({ kind }) => kind),
      ['InitConfiguration', 'ClusterConfiguration', 'KubeletConfiguration'],
    );
    assert.partialDeepStrictEqual(documents[1], { networking: { podSubnet: '10.244.0.0/16' } });
    assert.equal(existsSync(join(root, 'run/microcloud/kubeadm.yaml')), false);
  });

  it('is not deployed where nobody knows the settings of the cluster', async (t) => {
    const { code, stdout } = await deployed(t, {});
    assert.equal(code, 1);
    assert.match(stdout, /The ConfigMap kubeadm-config is gone/);
  });
});
