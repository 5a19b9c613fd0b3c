import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/create/init-control-plane.ts';
import { documentsIn, sharedSecrets } from '../../support/kubeadm.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

const secrets = sharedSecrets;
const scope = makeScope({ at: 'pi-1', secrets });
const documents = (changes: Parameters<typeof makeScope>[0] = {}) =>
  documentsIn(planStep(step, { state: 'none\n', copy: '' }, makeScope({ at: 'pi-1', secrets, ...changes })));

describe('the control plane', () => {
  itPlans(
    step,
    { state: 'none\n', copy: '' },
    {
      'is created by the first control plane': {
        scope,
        finds: ['change: Create the cluster "home" with Kubernetes 1.35.4'],
      },
      'is there': { when: { state: 'done\n' }, scope, finds: [] },
      'is created again when a try was interrupted': {
        when: { state: 'interrupted\n' },
        scope,
        finds: ['change: Create the cluster "home" with Kubernetes 1.35.4, after resetting an interrupted try'],
      },
      'is not created by a worker': { finds: [] },
      'is not created by a further control plane': {
        scope: makeScope({ at: 'pi-2', all: { role: 'control-plane' } }),
        finds: [],
      },
      'is not created by kubeadm for k3s': {
        scope: makeScope({ at: 'pi-1', cluster: { distribution: 'k3s' } }),
        finds: [],
      },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );

  it('gets the name, version, networks and addresses of the inventory', () => {
    const { ClusterConfiguration, InitConfiguration } = documents();
    assert.partialDeepStrictEqual(ClusterConfiguration, {
      clusterName: 'home',
      kubernetesVersion: 'v1.35.4',
      controlPlaneEndpoint: 'api.home.internal:6443',
      apiServer: { certSANs: ['pi-1', '192.168.0.201', 'api.home.internal'] },
      networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/12' },
    });
    assert.partialDeepStrictEqual(InitConfiguration, {
      localAPIEndpoint: { advertiseAddress: '192.168.0.201' },
      bootstrapTokens: [{ token: secrets.joinToken.reveal() }],
    });
    assert.equal(InitConfiguration?.nodeRegistration.name, 'pi-1');
  });

  it('answers at its static address, and is trusted at both', () => {
    const { ClusterConfiguration, InitConfiguration } = documents({
      node: { sshAddress: '192.168.0.201', address: '192.168.0.211' },
    });
    assert.equal(InitConfiguration?.localAPIEndpoint.advertiseAddress, '192.168.0.211');
    assert.deepEqual(ClusterConfiguration?.apiServer.certSANs, [
      'pi-1',
      '192.168.0.201',
      '192.168.0.211',
      'api.home.internal',
    ]);
  });

  it('answers at the address that several share, and is trusted under all their names', () => {
    const { ClusterConfiguration } = documents({
      all: { role: 'control-plane' },
      cluster: { endpoint: 'api.home.arpa:6443' },
    });
    assert.equal(ClusterConfiguration?.controlPlaneEndpoint, 'api.home.arpa:6443');
    const sans = ClusterConfiguration?.apiServer.certSANs;
    for (const name of ['pi-1', 'pi-2', 'pi-3', '192.168.0.203', 'api.home.arpa']) assert.ok(sans.includes(name), name);
  });

  it('waits for no address that proxies have', () => {
    const scope = makeScope({ at: 'pi-1', secrets, proxies: 2, cluster: { sharedAddress: '192.168.0.200' } });
    const [finding] = planStep(step, { state: 'none\n', copy: '' }, scope);
    assert.doesNotMatch(finding?.kind === 'change' ? finding.script.wire : 'ip -4', /ip -4/);
  });

  it('takes the address that several share before it begins, and answers there', () => {
    const changes = {
      at: 'pi-1',
      secrets,
      all: { role: 'control-plane' },
      cluster: { sharedAddress: '192.168.0.200' },
    } as const;
    const [finding] = planStep(step, { state: 'none\n', copy: '' }, makeScope(changes));
    const script = finding?.kind === 'change' ? finding.script.wire : '';
    assert.ok(script.indexOf(': >/run/microcloud-creating') < script.indexOf('kubeadm init'), script);
    assert.match(script, /until ip -4 -o address show \| grep -qF ' 192\.168\.0\.200\/'; do/);
    const { ClusterConfiguration } = documents(changes);
    assert.equal(ClusterConfiguration?.controlPlaneEndpoint, 'api.home.internal:6443');
    assert.ok(ClusterConfiguration?.apiServer.certSANs.includes('192.168.0.200'));
  });

  it('keeps its taint beside workers, and none when it is alone', () => {
    assert.equal(documents().InitConfiguration?.nodeRegistration.taints, undefined);
    const alone = documents({ all: { role: 'control-plane' } });
    assert.deepEqual(alone.InitConfiguration?.nodeRegistration.taints, []);
  });

  it('takes overrides of the inventory and keeps what is beside them', () => {
    const kubeadm = {
      cluster: { apiServer: { extraArgs: [{ name: 'v', value: '4' }] }, networking: { dnsDomain: 'home.arpa' } },
      kubelet: { failSwapOn: false },
      kubeProxy: { mode: 'nftables' },
      ignorePreflight: ['NumCPU'],
    };
    const all = documents({ cluster: { kubeadm } });
    assert.partialDeepStrictEqual(all.ClusterConfiguration, {
      apiServer: { certSANs: ['pi-1', '192.168.0.201', 'api.home.internal'], extraArgs: [{ name: 'v', value: '4' }] },
      networking: { podSubnet: '10.244.0.0/16', dnsDomain: 'home.arpa' },
    });
    assert.equal(all.KubeletConfiguration?.failSwapOn, false);
    assert.equal(all.KubeProxyConfiguration?.mode, 'nftables');
    assert.deepEqual(all.InitConfiguration?.nodeRegistration.ignorePreflightErrors, ['NumCPU']);
  });

  it('shows no secret, and has none in arguments', () => {
    const [finding] = planStep(step, { state: 'none\n', copy: '' }, scope);
    assert.ok(finding?.kind === 'change');
    const token = secrets.joinToken.reveal();
    assert.ok(finding.script.wire.includes(token));
    assert.ok(!finding.script.display.includes(token));
    assert.match(finding.script.display, /token: <join token>/);
    // printf is part of the shell: what it is told is in no list of processes.
    const line = finding.script.wire.split('\n').find((one) => one.includes('kubeadm init')) ?? '';
    assert.match(line, /--config \/run\/microcloud\/kubeadm\.yaml --skip-token-print --skip-certificate-key-print/);
    assert.ok(!line.includes(token));
  });

  it('can be planned while its secrets are pending', () => {
    const [finding] = planStep(step, { state: 'none\n', copy: '' }, makeScope({ at: 'pi-1' }));
    assert.ok(finding?.kind === 'change' && finding.script.display.includes('<join token>'));
  });
});
