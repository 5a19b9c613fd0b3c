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

/** The folders of containerd, kubelet, Docker and k3s: none of these works on a container's own file system. */
const volumes = ['/var/lib/containerd', '/var/lib/docker', '/var/lib/kubelet', '/var/lib/rancher'];
/** The capabilities of --privileged that also a machine without CAP_SYS_RESOURCE can give. */
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
    // The signal by which systemd shuts down, and the policy by which `systemctl reboot` starts the container again.
    ...['--stop-signal', 'SIGRTMIN+3', '--restart', 'always'],
    ...capabilities.map((capability) => `--cap-add=${capability}`),
    ...['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
    // Without this rule no privileged pod starts, such as kube-proxy.
    ...['--device-cgroup-rule', 'a *:* rwm', '--cgroupns', 'private'],
    ...['--tmpfs', '/run:exec,mode=755', '--tmpfs', '/tmp:exec'],
    ...volumes.flatMap((path) => ['--volume', path]),
    image,
  ];
}
