const data = '/var/lib/rancher/k3s';

/** Where k3s has what: https://docs.k3s.io/cli/server, https://docs.k3s.io/installation/airgap */
export const k3sPaths = {
  program: '/usr/local/bin/k3s',
  config: '/etc/rancher/k3s/config.yaml',
  registries: '/etc/rancher/k3s/registries.yaml',
  adminConfig: '/etc/rancher/k3s/k3s.yaml',
  /** What servers join with. */
  token: '/etc/rancher/k3s/token',
  /** What workers join with: it does not open the datastore. */
  agentToken: '/etc/rancher/k3s/agent-token',
  server: `${data}/server`,
  agent: `${data}/agent`,
  images: `${data}/agent/images`,
  sqlite: `${data}/server/db/state.db`,
  etcd: `${data}/server/db/etcd`,
  /** The template that k3s makes containerd's configuration from, and what it imports. */
  containerdTemplate: `${data}/agent/etc/containerd/config-v3.toml.tmpl`,
  containerdSettings: `${data}/agent/etc/containerd/microcloud.toml`,
} as const;
