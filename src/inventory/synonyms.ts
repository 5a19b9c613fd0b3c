/**
 * Words of other tools that people write, and the inventory's word for each. They are compared in lower case, without
 * -, _ and blanks.
 */
const keys: Readonly<Record<string, string>> = {
  controlplaneendpoint: 'endpoint',
  dns: 'nameservers',
  dnsservers: 'nameservers',
  fixedaddress: 'staticAddress',
  hosts: 'nodes',
  host: 'address',
  hostname: 'name',
  ip: 'address',
  ipaddress: 'address',
  key: 'identityFile',
  keyfile: 'identityFile',
  kubernetesversion: 'version',
  netmask: 'subnet',
  cidr: 'subnet',
  podcidr: 'podNetwork',
  podsubnet: 'podNetwork',
  privatekey: 'identityFile',
  router: 'gateway',
  servicecidr: 'serviceNetwork',
  servicesubnet: 'serviceNetwork',
  sshkey: 'identityFile',
  sshport: 'port',
  sshuser: 'user',
  staticip: 'staticAddress',
  becomepassword: 'sudoPassword',
  users: 'people',
  persons: 'people',
  namespace: 'namespaces',
  resourcequota: 'quota',
  limits: 'quota',
  processors: 'cpu',
  ports: 'publish',
  username: 'user',
  vip: 'sharedAddress',
  virtualip: 'sharedAddress',
  kubevipaddress: 'sharedAddress',
  apiservervip: 'sharedAddress',
};

const values: Readonly<Record<string, string>> = {
  agent: 'worker',
  slave: 'worker',
  minion: 'worker',
  compute: 'worker',
  node: 'worker',
  control: 'control-plane',
  controller: 'control-plane',
  main: 'control-plane',
  manager: 'control-plane',
  master: 'control-plane',
  primary: 'control-plane',
  server: 'control-plane',
  k8s: 'kubeadm',
  kubernetes: 'kubeadm',
  vanilla: 'kubeadm',
  rancher: 'k3s',
  disabled: 'off',
  no: 'off',
  false: 'off',
  true: 'keep',
  on: 'keep',
  yes: 'keep',
};

export function knownKey(written: string): string | undefined {
  return lookUp(keys, written);
}

export function knownValue(written: string, allowed: readonly string[]): string | undefined {
  const known = lookUp(values, written);
  return known !== undefined && allowed.includes(known) ? known : undefined;
}

function lookUp(table: Readonly<Record<string, string>>, written: string): string | undefined {
  const plain = written.toLowerCase().replaceAll(/[-_ ]/g, '');
  return Object.hasOwn(table, plain) ? table[plain] : undefined;
}
