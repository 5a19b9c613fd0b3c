const prefix = '(?:(?:kube|kubernetes|k8s|k3s|rke2|microk8s)_?)?';
const controlPlane = new RegExp(
  `^${prefix}(?:controls?|control_?planes?|controllers?|masters?|servers?|managers?|primary)(?:_nodes?)?$`,
);
const worker = new RegExp(`^${prefix}(?:workers?|agents?|nodes?|minions?|computes?|slaves?|clients?)(?:_nodes?)?$`);
const cluster = /cluster|^(?:kube|kubernetes|k8s|k3s|rke2|microk8s|pis?|raspberry_?pis?|raspberries)$/;

/** Finds the role that a host's groups stand for. */
export function roleOf(groups: readonly string[]): 'control-plane' | 'worker' {
  return groups.some((group) => controlPlane.test(plain(group))) ? 'control-plane' : 'worker';
}

/** Tells whether the names of the groups say that the host is a part of a cluster. */
export function isPlainlyNode(groups: readonly string[]): boolean {
  return (
    groups.length === 0 ||
    groups.some((group) => [controlPlane, worker, cluster].some((kind) => kind.test(plain(group))))
  );
}

function plain(group: string): string {
  return group.toLowerCase().replaceAll('-', '_');
}
