import * as z from 'zod';
import { addons } from './schema-addons.ts';
import { cidr, ipv4, name } from './schema-parts.ts';

const settings = z.record(z.string(), z.json());
const fields = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())], 'write text, a number, true, false or a list'),
);

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

const backup = z.strictObject({
  every: z.enum(['day', 'week']).optional().describe('How often. Default: day'),
  keep: z.int().min(1).max(365).optional().describe('How many of them stay. Default: 7'),
  path: z
    .string()
    .regex(/^\/[\w./-]*[\w-]$/, 'write a folder such as /mnt/usb/microcloud, without blanks')
    .optional()
    .describe(
      'The folder on each control plane, best on another disk than its card. Default: /var/lib/microcloud/backups',
    ),
});

/** The section `cluster`. */
export const cluster = z.strictObject({
  name: name.describe('Name of the cluster, and of its kubeconfig context'),
  distribution: z.enum(['kubeadm', 'k3s']).describe('Which Kubernetes: upstream, or the small one for 1 GB nodes'),
  version: z.string().optional().describe('Kubernetes version, e.g. 1.35.4'),
  endpoint: z
    .string()
    .optional()
    .describe('Address and port of a load balancer of your own before several control planes, e.g. 192.168.0.200:6443'),
  sharedAddress: ipv4
    .optional()
    .describe('An address that no machine has: the control planes hand it to one another, e.g. 192.168.0.200'),
  podNetwork: cidr.optional().describe('Addresses of pods. Default: 10.244.0.0/16'),
  serviceNetwork: cidr.optional().describe('Addresses of Services. Default: 10.96.0.0/12'),
  flannelBackend: z
    .enum(['vxlan', 'host-gw', 'wireguard'])
    .optional()
    .describe('How pods of different nodes reach each other. Default: vxlan'),
  registries: registries.optional().describe('Where images come from, instead of or beside the internet'),
  addons: addons.optional().describe('With kubeadm: what runs inside the cluster beside it. k3s brings the same along'),
  k3s: k3s.optional().describe('What k3s brings along, and overrides of what it is told'),
  backup: backup.optional().describe('Copies of the cluster that control planes make by themselves'),
  kubeadm: kubeadm.optional().describe('Overrides of what kubeadm is told'),
  containerd: containerd.optional().describe('Overrides of what containerd is told'),
});
