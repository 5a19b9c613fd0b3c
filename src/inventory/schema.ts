import * as z from 'zod';

// Each schema is used once a run: to compile it first, as zod does, would take longer than reading with it.
z.config({ jitless: true });

const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'write lower-case letters, digits and hyphens, at most 63 (RFC 1123)');
const ipv4 = z.ipv4('write an IPv4 address such as 192.168.0.201');
const cidr = z.cidrv4('write an IPv4 network such as 192.168.0.0/24');
const settings = z.record(z.string(), z.json());
const fields = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())], 'write text, a number, true, false or a list'),
);

/** Where a secret is kept; its text is never in the inventory. */
const secretReference = z
  .union([
    z.strictObject({ env: z.string().describe('Name of the environment variable that holds it') }),
    z.strictObject({ file: z.string().describe('Path of the file that holds it, on its first line') }),
    z.strictObject({ prompt: z.literal(true).describe('Ask for it, once a run') }),
  ])
  .describe('Where a secret is kept: {env: NAME}, {file: PATH} or {prompt: true}; never its text');

const ssh = z.strictObject({
  user: z.string().optional().describe('Login user. Default: ~/.ssh/config, then pi'),
  port: z.int().min(1).max(65535).optional().describe('SSH port. Default: ~/.ssh/config, then 22'),
  identityFile: z.string().optional().describe('Private key. Default: ~/.ssh/config, the agent, then ~/.ssh/id_*'),
  password: secretReference.optional().describe('For nodes without a key: {env: NAME}, {file: PATH} or {prompt: true}'),
  sudoPassword: secretReference
    .optional()
    .describe('For sudo, where it asks. Default: the same as password, else asked once'),
});

const network = z.strictObject({
  subnet: cidr.optional().describe('The network that the nodes are in'),
  gateway: ipv4.optional().describe('The router of static addresses'),
  nameservers: z.array(ipv4).optional().describe('DNS servers of static addresses. Default: the gateway'),
});

/** What every node may set, and `defaults` for all of them. */
const nodeSettings = {
  ssh: ssh.optional().describe('How to log in'),
  network: network.optional().describe('The network that the nodes are in; needed for static addresses'),
  swap: z.enum(['off', 'keep']).optional().describe('off: swap is disabled for good (kubelet asks for it)'),
  docker: z.boolean().optional().describe('Whether the login user can use Docker. Default: true'),
  cloudy: z.boolean().optional().describe('Whether it is a node of Cloudy, the community cloud. Default: true'),
  labels: z.record(z.string(), z.string()).optional().describe('Kubernetes labels'),
  taints: z
    .array(z.string().regex(/^[^=:]+(=[^:]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/, 'write key=value:NoSchedule'))
    .optional()
    .describe('Kubernetes taints, each key=value:NoSchedule, :PreferNoSchedule or :NoExecute'),
};

const node = z.strictObject({
  name: name.describe('Host name, and name in Kubernetes'),
  role: z.enum(['control-plane', 'worker']).optional().describe('What it does in the cluster. Default: worker'),
  address: z.string().min(1).describe('Where SSH finds it now: an IPv4 address or a name'),
  staticAddress: ipv4
    .optional()
    .describe('The address it shall have for good. Without it the address must be reserved in the router'),
  ...nodeSettings,
});

const kubeadm = z.strictObject({
  cluster: settings.optional().describe('Fields of ClusterConfiguration (kubeadm v1beta4)'),
  kubelet: settings.optional().describe('Fields of KubeletConfiguration'),
  kubeProxy: settings.optional().describe('Fields of KubeProxyConfiguration'),
  ignorePreflight: z.array(z.string()).optional().describe('Checks of kubeadm to ignore, e.g. NumCPU'),
});

const containerd = z.strictObject({
  cri: fields.optional().describe("Fields of containerd's CRI plugin, e.g. restrict_oom_score_adj"),
});

const k3s = z.strictObject({
  traefik: z.boolean().optional().describe("k3s's web router (Ingress), on ports 80 and 443. Default: true"),
  serviceLb: z.boolean().optional().describe("k3s's LoadBalancer for Services, on the nodes' addresses. Default: true"),
  localPath: z.boolean().optional().describe("k3s's volumes on a node's own disk. Default: true"),
  metricsServer: z.boolean().optional().describe('What `kubectl top` asks. Default: true'),
  server: settings.optional().describe("Further settings of k3s's config.yaml on control planes; they win"),
  agent: settings.optional().describe("Further settings of k3s's config.yaml on workers; they win"),
});

const registryHost = z
  .string()
  .regex(/^(\*|[a-z0-9.-]+(:\d{1,5})?)$/i, 'write a host such as docker.io or registry.home.arpa:5000');

const registries = z.strictObject({
  mirrors: z
    .record(
      registryHost,
      z.array(z.url({ protocol: /^https?$/, error: 'write a URL such as https://registry.home.arpa:5000' })),
    )
    .optional()
    .describe('Where images of a registry are taken from first, by its host; * is every registry'),
  ca: z
    .record(registryHost, z.string().regex(/-----BEGIN CERTIFICATE-----/, 'write the certificate itself, as PEM'))
    .optional()
    .describe("The certificate that signed a registry's, as PEM, by its host"),
  insecure: z.array(registryHost).optional().describe('Registries whose certificates nobody checks'),
});

const cluster = z.strictObject({
  name: name.describe('Name of the cluster, and of its kubeconfig context'),
  distribution: z.enum(['kubeadm', 'k3s']).describe('Which Kubernetes: upstream, or the small one for 1 GB nodes'),
  version: z.string().optional().describe('Kubernetes version, e.g. 1.35.4'),
  endpoint: z
    .string()
    .optional()
    .describe('Address and port that several control planes share, e.g. 192.168.0.200:6443'),
  podNetwork: cidr.optional().describe('Addresses of pods. Default: 10.244.0.0/16'),
  serviceNetwork: cidr.optional().describe('Addresses of Services. Default: 10.96.0.0/12'),
  flannelBackend: z
    .enum(['vxlan', 'host-gw', 'wireguard'])
    .optional()
    .describe('How pods of different nodes reach each other. Default: vxlan'),
  registries: registries.optional().describe('Where images come from, instead of or beside the internet'),
  k3s: k3s.optional().describe('What k3s brings along, and overrides of what it is told'),
  kubeadm: kubeadm.optional().describe('Overrides of what kubeadm is told'),
  containerd: containerd.optional().describe('Overrides of what containerd is told'),
});

const artifacts = z.strictObject({
  bundle: z.string().optional().describe('Directory made by `microcloud bundle create`'),
  mirror: z.url().optional().describe('Base URL of a mirror laid out like a bundle'),
});

const member = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i,
    'write an address, with a port or without: 10.139.40.122:5000',
  );
const namespaces = z.array(
  z.string().regex(/^[a-z0-9*]([a-z0-9*-]*[a-z0-9*])?$/, 'write a namespace, or kube-* for all'),
);

const cloudy = z.strictObject({
  install: z
    .enum(['native', 'cloudynitzar', 'agent'])
    .optional()
    .describe(
      'native: microcloud installs Cloudy. cloudynitzar: its own script does. agent: Serf and the publisher only, without web pages. Default: native',
    ),
  serf: z
    .strictObject({
      join: z
        .array(member)
        .optional()
        .describe('Nodes of the community to join, e.g. 10.139.40.122:5000. Default: none'),
    })
    .optional()
    .describe('The agents by which the nodes of Cloudy know each other'),
  login: z
    .strictObject({
      user: z
        .string()
        .regex(/^[\w.-]+$/, 'write letters, digits, - _ .')
        .describe('Its name'),
      password: secretReference,
    })
    .optional()
    .describe('A login of its own for the web pages, which else take the SSH password of a user'),
  publish: z
    .strictObject({
      namespaces: z
        .strictObject({
          include: namespaces.optional().describe('Only Services of these. Default: *'),
          exclude: namespaces.optional().describe('None of these. Default: kube-*'),
        })
        .optional()
        .describe('Which namespaces appear in Cloudy; * stands for any letters'),
      spread: z
        .boolean()
        .optional()
        .describe('Whether nodes share the Services, as each can only show some. Default: true with several nodes'),
    })
    .optional()
    .describe('Which Services appear in Cloudy'),
});

/** The inventory file as people write it. */
export const inventorySchema = z.strictObject({
  cluster: cluster.describe('The cluster that the nodes make'),
  artifacts: artifacts.optional().describe('Where downloads come from, instead of the internet'),
  cloudy: cloudy.optional().describe('Cloudy, the community cloud in which Services of the cluster appear'),
  defaults: z.strictObject(nodeSettings).optional().describe("For every node; a node's own value wins"),
  nodes: z.array(node).min(1).describe('The machines, one entry each'),
});

export type InventoryFile = z.infer<typeof inventorySchema>;
export type SecretReference = z.infer<typeof secretReference>;

type Filled<T, Keys extends keyof T> = Omit<T, Keys> & { [K in Keys]-?: NonNullable<T[K]> };

/** A node in the inventory's words, with the cluster's defaults filled in. */
export type NodeEntry = Readonly<
  Filled<z.infer<typeof node>, 'role' | 'ssh' | 'network' | 'swap' | 'docker' | 'cloudy' | 'labels' | 'taints'>
>;
/** A node as the program knows it: the same, but its two addresses are named by what they are for. */
export interface Node extends NodeEntry {
  /**
   * Its address for good, by which the cluster and other nodes know it: the inventory's `staticAddress`, else its
   * `address`, which may be a host name. What needs an IPv4 address asks `ipv4Of`.
   */
  readonly address: string;
  /** Where SSH finds it now: the inventory's `address`. */
  readonly sshAddress: string;
}
/** The cluster with defaults filled in. */
export type Cluster = Readonly<
  Filled<
    z.infer<typeof cluster>,
    'version' | 'podNetwork' | 'serviceNetwork' | 'flannelBackend' | 'registries' | 'k3s' | 'kubeadm' | 'containerd'
  >
>;

type CloudyFile = z.infer<typeof cloudy>;
/** Cloudy with defaults filled in. */
export type Cloudy = Readonly<{
  install: NonNullable<CloudyFile['install']>;
  serf: { readonly join: readonly string[] };
  login?: NonNullable<CloudyFile['login']>;
  publish: { readonly namespaces: Namespaces; readonly spread: boolean };
}>;
/** Which namespaces' Services are published; * stands for any letters. */
export type Namespaces = Readonly<Record<'include' | 'exclude', readonly string[]>>;

/** A checked inventory with defaults filled in. */
export interface Inventory {
  /** Absolute path of the file. */
  readonly path: string;
  readonly cluster: Cluster;
  readonly artifacts: z.infer<typeof artifacts>;
  readonly cloudy: Cloudy;
  readonly nodes: readonly Node[];
}
