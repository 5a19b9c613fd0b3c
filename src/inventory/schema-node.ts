import * as z from 'zod';
import { cidr, ipv4, name, secretReference } from './schema-parts.ts';

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
export const nodeSettings = {
  ssh: ssh.optional().describe('How to log in'),
  network: network.optional().describe('The network that the nodes are in; needed for static addresses'),
  swap: z
    .enum(['off', 'keep'])
    .optional()
    .describe(
      'off: swap is disabled for good (the default with kubeadm). keep: it is left alone (the default with k3s)',
    ),
  docker: z
    .boolean()
    .optional()
    .describe('Whether the login user can use Docker, and so is root without a password. Default: true'),
  cloudy: z.boolean().optional().describe('Whether it is a node of Cloudy, the community cloud. Default: true'),
  overlays: z
    .array(
      z
        .string()
        .max(88, 'the firmware reads 98 characters of a line, with dtoverlay= before it')
        .regex(/^[\w-]+(,[\w-]+(=[\w.:-]+)?)*$/, 'write it as behind dtoverlay= in config.txt: dht11,gpiopin=4'),
    )
    .optional()
    .describe('What is wired to the board, as config.txt has it behind dtoverlay=: a change reboots the node'),
  labels: z.record(z.string(), z.string()).optional().describe('Kubernetes labels'),
  taints: z
    .array(z.string().regex(/^[^=:]+(=[^:]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/, 'write key=value:NoSchedule'))
    .optional()
    .describe('Kubernetes taints, each key=value:NoSchedule, :PreferNoSchedule or :NoExecute'),
};

/** An entry of `nodes`. */
export const node = z.strictObject({
  name: name.describe('Host name, and name in Kubernetes'),
  role: z
    .enum(['control-plane', 'worker', 'proxy'])
    .optional()
    .describe(
      'What it does in the cluster. Default: worker. proxy: it is no node of Kubernetes, has cluster.sharedAddress, and passes on to control planes and nodes what comes there',
    ),
  address: z.string().min(1).describe('Where SSH finds it now: an IPv4 address or a name'),
  staticAddress: ipv4
    .optional()
    .describe('The address it shall have for good. Without it the address must be reserved in the router'),
  ...nodeSettings,
});
