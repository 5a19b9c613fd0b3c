import { type LabPlan, labels, type NodePlan } from './lab-plan.ts';

export interface ContainerInput {
  readonly lab: LabPlan;
  readonly node: NodePlan;
  readonly number: number;
  readonly flavour: string;
  readonly image: string;
  /** The public key of the login user. */
  readonly publicKey: string;
}

/** Where containerd, kubelet, Docker and k3s write: none of them works on a container's own layers. */
const volumes = ['/var/lib/containerd', '/var/lib/docker', '/var/lib/kubelet', '/var/lib/rancher'];
/** As much of --privileged as a machine without CAP_SYS_RESOURCE can give. */
const capabilities = ['SYS_ADMIN', 'NET_ADMIN', 'SYS_BOOT', 'SYS_MODULE', 'SYS_PTRACE', 'SYSLOG'];

/** Makes the arguments of docker that start a node. The node's entry point is `lab/nodes/entry`. */
export function containerArgs({ lab, node, number, flavour, image, publicKey }: ContainerInput): string[] {
  const marks = {
    [labels.lab]: lab.name,
    [labels.node]: node.name,
    [labels.number]: number,
    [labels.flavour]: flavour,
  };
  return [
    ...['run', '--detach', '--name', node.container, '--hostname', 'raspberrypi', '--network', lab.network],
    ...Object.entries(marks).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...['--env', `LAB_MAC=${node.mac}`, '--env', `LAB_KEY=${publicKey}`],
    // systemd's word for "shut down", and what makes `systemctl reboot` one.
    ...['--stop-signal', 'SIGRTMIN+3', '--restart', 'always'],
    ...capabilities.map((capability) => `--cap-add=${capability}`),
    ...['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
    // Without this rule no privileged pod starts, and kube-proxy is one.
    ...['--device-cgroup-rule', 'a *:* rwm', '--cgroupns', 'private'],
    ...['--tmpfs', '/run:exec,mode=755', '--tmpfs', '/tmp:exec'],
    ...volumes.flatMap((path) => ['--volume', path]),
    image,
  ];
}
