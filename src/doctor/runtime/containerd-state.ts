import { fileFact } from '../../facts/file.ts';
import { packageFact } from '../../facts/package.ts';
import { unitFact } from '../../facts/unit.ts';
import { init } from '../advice.ts';
import { nodeCheck } from '../check.ts';

const config = fileFact('/etc/containerd/config.toml');
const kubelet = fileFact('/var/lib/kubelet/config.yaml');

export default [
  nodeCheck({
    id: 'cri.disabled',
    only: 'kubeadm',
    when: 'member',
    title: "containerd's part for Kubernetes is switched off",
    why: 'kubelet stops with "unknown service runtime.v1.RuntimeService".',
    advice: init,
    runbook:
      'Docker\'s package containerd.io brings a configuration with `disabled_plugins = ["cri"]`. An upgrade of it can put that file back.',
    source: 'containerd#4581, #8139, #4892 (a Pi); kubernetes/website#33851',
    entails: ['cri.config', 'cri.driver', 'node.ready', 'pods.*', 'svc.*', 'kubelet.images'],
    needs: () => ({ config }),
    judge: ({ facts }) =>
      facts.config.exists && /^\s*disabled_plugins\s*=[^\]]*cri/m.test(facts.config.content) ? {} : undefined,
  }),
  nodeCheck({
    id: 'cri.driver',
    only: 'kubeadm',
    when: 'member',
    title: 'kubelet and containerd use different cgroup drivers',
    why: 'Pods are killed and started again in a loop.',
    advice: init,
    runbook:
      'A cgroup driver divides memory and processor among programs: systemd does it, or the programs themselves do (cgroupfs). SystemdCgroup in /etc/containerd/config.toml and cgroupDriver in /var/lib/kubelet/config.yaml must say the same.',
    source: 'Kubernetes: container runtimes, cgroup drivers; raspbernetes',
    entails: ['cri.config', 'node.ready', 'pods.*', 'svc.*'],
    needs: () => ({ config, kubelet }),
    judge({ facts }) {
      if (!facts.config.exists || !facts.kubelet.exists) return undefined;
      const driver = /^cgroupDriver:\s*(\w+)/m.exec(facts.kubelet.content)?.[1] ?? 'systemd';
      const own = /^\s*SystemdCgroup\s*=\s*true/m.test(facts.config.content) ? 'systemd' : 'cgroupfs';
      return own === driver ? undefined : { what: `kubelet uses the cgroup driver ${driver}, containerd ${own}` };
    },
  }),
  nodeCheck({
    id: 'runtime.two',
    title: 'k3s and kubelet both run',
    why: 'They fight for port 10250 and for the pod network.',
    advice: 'ssh {node} "sudo systemctl disable --now kubelet", or: sudo k3s-uninstall.sh',
    runbook: 'An earlier cluster of the other kind was not removed. Keep the one that the inventory says.',
    source: 'kubeadm preflight Port-10250; sealos',
    entails: ['node.ready', 'svc.*'],
    needs: () => ({
      server: unitFact('k3s.service'),
      agent: unitFact('k3s-agent.service'),
      kubelet: unitFact('kubelet.service'),
    }),
    judge: ({ facts }) => ((facts.server.active || facts.agent.active) && facts.kubelet.active ? {} : undefined),
  }),
  nodeCheck({
    id: 'docker.old',
    title: 'Its Docker is old',
    severity: 'warning',
    why: "It brings a containerd that Kubernetes does not know how to use, and Cloudy's apps may not start.",
    advice: 'Flash its card again with the current Raspberry Pi OS, then: microcloud init',
    runbook:
      'Docker before 20.10 has no cgroup v2; `docker --version` on the node tells its version. Kubernetes itself does not use Docker any more, only its containerd.',
    source: 'Docker release notes 20.10; kubernetes dockershim removal',
    needs: () => ({ debian: packageFact('docker.io'), docker: packageFact('docker-ce') }),
    judge({ facts }) {
      const version = (facts.docker ?? facts.debian)?.replace(/^\d+:/, '');
      return version && /^(1\d|20\.0[0-9])\./.test(version) ? { what: `Its Docker is old (${version})` } : undefined;
    },
  }),
];
