import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadChecks } from '../../src/doctor/themes.ts';
import { kubeadmConfigMaps } from '../../src/facts/cluster/kubeadm-objects.ts';
import { itJudges } from '../support/checks.ts';
import { managedAnswer } from '../support/managed-objects.ts';
import { makeScope } from '../support/plan.ts';

const corefile = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
    }
    forward . /etc/resolv.conf # {
    reload
}
`;
const texts = {
  'kubeadm-config': 'kind: ClusterConfiguration\nnetworking:\n  podSubnet: 10.244.0.0/16\n',
  'kubelet-config': 'kind: KubeletConfiguration\n',
  'kube-proxy': 'kind: KubeProxyConfiguration\nmode: ""\n',
  coredns: corefile,
};
const answer = (changed: Readonly<Record<string, string | undefined>> = {}) =>
  managedAnswer(
    Object.entries({ ...texts, ...changed }).flatMap(([name, text]) => {
      const key = kubeadmConfigMaps[name as keyof typeof texts];
      const metadata = { namespace: 'kube-system', name };
      return text === undefined ? [] : [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [key]: text } }];
    }),
  );
const leader = makeScope({ at: 'pi-1' });
const when = (changed: Readonly<Record<string, string | undefined>>) => ({
  when: { objects: answer(changed) },
  scope: leader,
});

describe('the ConfigMaps of kubeadm', () => {
  itJudges(
    'cluster.config_maps',
    { objects: answer() },
    {
      'is silent when all ConfigMaps are as kubeadm wrote them': { scope: leader, says: undefined },
      'is silent about ConfigMaps that are gone, since the plan reports them': {
        ...when({ 'kubeadm-config': undefined, coredns: undefined }),
        says: undefined,
      },
      'is silent when the API does not answer': { when: { objects: 'none\n' }, scope: leader, says: undefined },
      'reports a Corefile whose block is not closed': {
        ...when({ coredns: corefile.replace('    reload', '    reload {') }),
        says: /^problem: In the ConfigMap coredns \(Corefile\) a block is not closed: \} is missing$/,
      },
      'reports a Corefile that closes one block too many': {
        ...when({ coredns: corefile.replace('    ready', '    }\n}') }),
        says: /\(Corefile\) line \d+ closes a block that is not open$/,
      },
      'reports a Corefile without the plugin for the cluster': {
        ...when({ coredns: '.:53 {\n    forward . 9.9.9.9\n}\n' }),
        says: /the plugin kubernetes is missing/,
      },
      'reports an empty Corefile': { ...when({ coredns: '' }), says: /\(Corefile\) it is empty$/ },
      'names the line of a mistake in YAML': {
        ...when({ 'kube-proxy': 'kind: KubeProxyConfiguration\nmode: [\nx: y\n' }),
        says: /In the ConfigMap kube-proxy \(config\.conf\) line \d has a mistake: /,
      },
      'reports a pod network that is not that of the inventory': {
        ...when({ 'kubeadm-config': 'networking:\n  podSubnet: 10.9.0.0/16\n' }),
        says: /podSubnet is 10\.9\.0\.0\/16, and the inventory says 10\.244\.0\.0\/16$/,
      },
    },
  );

  it('are asked of one control plane alone', async () => {
    const check = (await loadChecks()).find(({ id }) => id === 'cluster.config_maps');
    assert.ok(check?.kind === 'node');
    assert.deepEqual(Object.keys(check.needs({ ...makeScope(), since: '-1h' })), []);
    assert.deepEqual(Object.keys(check.needs({ ...leader, since: '-1h' })), ['objects']);
  });
});
