import { distributionOf } from '../../distributions/table.ts';
import { controlPlanesOf, sortedByName } from '../../inventory/node-roles.ts';
import type { Cluster, Node } from '../../inventory/schema.ts';
import { proxy } from '../../resources/proxy.ts';

/** The ports at which Kubernetes lets Services answer on all nodes, unless somebody has told it otherwise. */
const nodePorts = '30000-32767';
/** The ports of web pages, which a web router has on all nodes, where there is one. */
const webPorts = [80, 443];

interface Around {
  readonly cluster: Cluster;
  readonly nodes: readonly Node[];
}

/**
 * Makes the configuration of HAProxy: what comes to the API's port goes to a control plane whose API is ready, and what
 * comes to a port of Services goes to that port of a node. Connections are passed on as they are, encrypted or not.
 */
export function haproxyText({ cluster, nodes }: Around): string {
  const { readyAt, servesAt, loadBalancersTakePorts } = distributionOf(cluster);
  const sorted = sortedByName(nodes);
  const hasPages = loadBalancersTakePorts(cluster) || cluster.addons?.ingress === true;
  const services = [...(hasPages ? webPorts : []), nodePorts];
  const planes = controlPlanesOf(sorted).map(
    ({ name, address }) => `  server ${name} ${address}:6443 check check-ssl verify none`,
  );
  // A server without a port gets the connection at the port that it came to.
  const servers = sorted.map(({ name, address }) => `  server ${name} ${address} check port ${servesAt.port}`);
  return `${[
    ...head,
    'listen api',
    '  bind 0.0.0.0:6443',
    ...asked(readyAt),
    ...planes,
    'listen services',
    ...services.map((port) => `  bind 0.0.0.0:${port}`),
    ...(servesAt.path === undefined ? [] : asked(servesAt.path)),
    ...servers,
  ].join('\n')}\n`;
}

// roundrobin: only then HAProxy tries another server at once where one refuses a connection. 4h: a program that watches
// the API sends nothing for minutes, and a shell in a pod sends nothing for longer.
const head = [
  '# Written by microcloud.',
  'global',
  '  user haproxy',
  '  group haproxy',
  '  maxconn 4000',
  'defaults',
  '  mode tcp',
  '  balance roundrobin',
  '  retries 4',
  '  option redispatch 1',
  '  option clitcpka',
  '  option srvtcpka',
  '  timeout connect 1s',
  '  timeout client 4h',
  '  timeout server 4h',
  '  timeout check 2s',
  '  default-server inter 2s fastinter 500ms downinter 1s fall 2 rise 2 on-marked-down shutdown-sessions',
  'frontend answers',
  '  mode http',
  `  bind unix@${proxy.answers} user root mode 600`,
  '  timeout client 10s',
  '  monitor-uri /alive',
  '  stats enable',
  '  stats uri /servers',
];

function asked(path: string): readonly string[] {
  return [
    '  option httpchk',
    `  http-check send meth GET uri ${path} ver HTTP/1.1 hdr Host proxy`,
    '  http-check expect status 200',
  ];
}
