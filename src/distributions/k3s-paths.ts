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
  /** k3s's own list of what it has imported of them: https://docs.k3s.io/installation/airgap#enable-conditional-image-imports */
  importedImages: `${data}/agent/images/.cache.json`,
  /** What containerd knows of its images. */
  imageStore: `${data}/agent/containerd/io.containerd.metadata.v1.bolt/meta.db`,
  sqlite: `${data}/server/db/state.db`,
  etcd: `${data}/server/db/etcd`,
  /** The configuration that k3s makes of its own template at each start: it names the image of pods' sandboxes. */
  containerdConfig: `${data}/agent/etc/containerd/config.toml`,
  /** A file that this configuration imports: https://docs.k3s.io/advanced#configuring-containerd */
  containerdSettings: `${data}/agent/etc/containerd/config-v3.toml.d/50-microcloud.toml`,
  /** The file that microcloud wrote before k3s had such a folder. */
  containerdTemplate: `${data}/agent/etc/containerd/config-v3.toml.tmpl`,
} as const;
