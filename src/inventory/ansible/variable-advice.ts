import { editDistance } from '../nearest.ts';
import { nameVariables } from './node-name.ts';
import { saysLabels, saysRole } from './variable-roles.ts';

/**
 * Variables that are not taken over, by the names that they have in widely used roles of Ansible, and where to write
 * the setting instead.
 */
const advice: readonly (readonly [name: RegExp, why: string])[] = [
  [
    /^ansible_(ssh|sftp|scp)_(common|extra)_args$|^ansible_ssh_args$/,
    'is left out: SSH options belong in ~/.ssh/config, under “Host” and the address of the node',
  ],
  [
    /^ansible_(become(_(method|user|flags|exe))?|connection|python_interpreter|shell_(type|executable)|group_priority|(ssh_)?pipelining|remote_tmp|(ssh_)?timeout|ssh_retries|ssh_transfer_method|scp_if_ssh|(ssh_)?host_key_checking|ssh_executable|network_os)$/,
    'is left out: microcloud does this by itself, or does not need it',
  ],
  [
    /^(k3s(_release)?_version|kube(rnetes)?_version|k8s_version|rke2_version)$/,
    'is left out: write cluster.version, if it must be that one',
  ],
  [
    /^(apiserver_endpoint|api_endpoint|k3s_registration_address|kube_?vip_(address|vip)|loadbalancer_apiserver|control_plane_endpoint|cluster_endpoint)$/,
    'is left out: write cluster.sharedAddress, or cluster.endpoint where a load balancer of your own answers there',
  ],
  [/^(kube_pods_subnet|(k3s_)?cluster_cidr|pod_(network_)?cidr|pod_subnet)$/, 'is left out: write cluster.podNetwork'],
  [/^(kube_service_addresses|(k3s_)?service_cidr)$/, 'is left out: write cluster.serviceNetwork'],
  [
    /^(ip|access_ip|static_ip|ip_address|node_ip)$/,
    'is left out: write staticAddress, if microcloud shall set it on the node',
  ],
  [
    /^(extra_((server|agent)_)?args|(server|agent)_config_yaml|k3s_(server|agent)(_manifests.*|_args)?)$/,
    'is left out: options of k3s belong under cluster.k3s',
  ],
  [/^(custom_registries(_yaml)?|k3s_registries|registries(_config_yaml)?)$/, 'is left out: write cluster.registries'],
];

const nothing = 'means nothing here and is left out';

/** Says why a variable is left out; undefined where it is used. `known` lists the variables that are taken over. */
export function aboutVariable(name: string, value: unknown, known: readonly string[]): string | undefined {
  if (saysRole(name, value) || saysLabels(name) || nameVariables.test(name)) return undefined;
  const why = advice.find(([pattern]) => pattern.test(name))?.[1];
  if (why !== undefined) return why;
  const meant = misspelt(name, known);
  return meant === undefined ? nothing : `means nothing to Ansible: did you mean ${meant}?`;
}

/** Tells whether there is no more to say about a variable than its name. */
export function isMeaningless(why: string): boolean {
  return why === nothing;
}

/**
 * Finds the known variable that a misspelt name means: ansible-host, ansible_hots and ansiblehost all mean
 * ansible_host.
 */
function misspelt(name: string, known: readonly string[]): string | undefined {
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (!/^ans/i.test(name) || known.includes(name)) return undefined;
  const ranked = known.map((meant) => ({ meant, distance: editDistance(letters(name), letters(meant)) }));
  const [best] = ranked.toSorted((a, b) => a.distance - b.distance);
  return best && best.distance <= 2 ? best.meant : undefined;
}
