import { UserError } from '../src/errors.ts';

/** The names and addresses of a lab. They follow from the lab's name and number alone. */
export interface LabPlan {
  readonly name: string;
  /** Third octet of the lab's network. */
  readonly octet: number;
  /** The Linux bridge that is the lab's LAN. */
  readonly bridge: string;
  /** The Docker network of that bridge. */
  readonly network: string;
  readonly subnet: string;
  /** The router of the LAN: this machine, which also answers DHCP and DNS there. */
  readonly gateway: string;
  /** First and last address that unknown machines get by DHCP. */
  readonly dhcpRange: readonly [string, string];
  /** Addresses that Docker gives to containers. Nodes drop these before they start. */
  readonly dockerRange: string;
}

export interface NodePlan {
  readonly name: string;
  readonly container: string;
  /** Begins with Raspberry Pi's own b8:27:eb. */
  readonly mac: string;
  /** The address that DHCP reserves for the node. */
  readonly address: string;
  /** An address outside the DHCP range, for the inventory. */
  readonly staticAddress: string;
}

/** Most nodes of a lab: its network has no room for more between the other addresses. */
export const mostNodes = 40;

export function planLab(name: string, octet: number): LabPlan {
  const host = (last: number) => `172.29.${octet}.${last}`;
  return {
    name,
    octet,
    bridge: `mclab${octet}`,
    network: `microcloud-lab-${name}`,
    subnet: `${host(0)}/24`,
    gateway: host(1),
    dhcpRange: [host(100), host(199)],
    dockerRange: `${host(192 + 48)}/28`,
  };
}

/** Plans a node of a lab. `number` counts from 1. */
export function planNode(lab: LabPlan, number: number): NodePlan {
  const name = `pi-${number}`;
  return {
    name,
    container: `${lab.network}-${name}`,
    mac: ['b8', '27', 'eb', ...[lab.octet, 0, number].map(hex)].join(':'),
    address: `172.29.${lab.octet}.${100 + number}`,
    staticAddress: `172.29.${lab.octet}.${10 + number}`,
  };
}

/** Finds the numbers whose networks no route of this machine touches. `routes` are as `ip route` prints them. */
export function freeOctets(routes: readonly string[]): number[] {
  const taken = new Set(routes.map((route) => route.match(/\b172\.29\.(\d+)\./)?.[1]));
  return Array.from({ length: 256 }, (_, octet) => octet).filter((octet) => !taken.has(String(octet)));
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** Throws a UserError unless `name` can name a lab: Docker, the inventory and a directory take it. */
export function checkName(name: string): void {
  // `bundle` is the directory with what the nodes of all labs need.
  if (/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name) && name !== 'bundle') return;
  throw new UserError(`${JSON.stringify(name)} can't be the name of a lab`, {
    hints: ['Write lower-case letters, digits and hyphens, at most 32, for example: --name lab-2'],
    exitCode: 2,
  });
}

/** Docker labels. A lab changes only what has its label. */
export const labels = {
  lab: 'microcloud.lab',
  octet: 'microcloud.lab.octet',
  directory: 'microcloud.lab.directory',
  node: 'microcloud.lab.node',
  number: 'microcloud.lab.number',
  flavour: 'microcloud.lab.flavour',
  image: 'microcloud.lab.image',
} as const;
