import type { Node } from '../../inventory/schema.ts';
import { entrance } from '../../resources/entrance.ts';

/** What one control plane, or one proxy, has to do with sharing an address. */
interface Part {
  readonly node: Node;
  readonly sharedAddress: string;
  /** The interface of the node's own address. */
  readonly link: string;
  /** Addresses of the others. */
  readonly peers: readonly string[];
}

/**
 * Makes the text of keepalived.conf(5). The machines tell each other by unicast who has the address: routers and
 * switches need to know nothing, and other machines that do the same in this network do not disturb them. The holder
 * keeps the address (nopreempt). The check has no weight: with one, a control plane whose API is dead would keep the
 * address, too.
 */
export function keepalivedText({ node, sharedAddress, link, peers }: Part): string {
  const others = peers.length === 0 ? [] : ['  unicast_peer {', ...peers.map((peer) => `    ${peer}`), '  }'];
  return `${[
    '# Written by microcloud.',
    'global_defs {',
    `  router_id ${node.name}`,
    '  script_user root',
    '  enable_script_security',
    '}',
    'vrrp_script api {',
    `  script "${entrance.check}"`,
    '  interval 2',
    '  timeout 4',
    '  fall 2',
    '  rise 2',
    '  init_fail',
    '}',
    'vrrp_instance entrance {',
    '  state BACKUP',
    '  nopreempt',
    `  interface ${link}`,
    `  virtual_router_id ${routerId(sharedAddress)}`,
    '  priority 100',
    '  advert_int 1',
    // The holder announces the address again and again: machines may have it from control planes that are no peers,
    // from before there were proxies.
    '  garp_master_refresh 10',
    `  unicast_src_ip ${node.address}`,
    ...others,
    '  virtual_ipaddress {',
    `    ${sharedAddress}/32 dev ${link}`,
    '  }',
    '  track_script {',
    '    api',
    '  }',
    '}',
  ].join('\n')}\n`;
}

/** Gives the number by which two clusters of one network differ: 1 to 255, the last number of the address. */
function routerId(address: string): number {
  return Number(address.split('.').at(-1)) || 255;
}
