import { isIPv4 } from 'node:net';
import type { Row } from './listed-hosts.ts';

/** A machine that a router or a scan of the network knows. */
interface Lease {
  readonly address: string;
  readonly name?: string | undefined;
  readonly mac?: string | undefined;
}

interface Form {
  /** What each machine has in the text; groups are called name, address and mac. */
  readonly machine: RegExp;
  /** Whether it lists whatever is in the network, and not only what somebody has written down. */
  readonly isScan?: true;
}

const mac = '(?<mac>[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5})';
const address = String.raw`(?<address>\d{1,3}(?:\.\d{1,3}){3})`;
const form = (text: string, isScan?: true): Form => ({ machine: new RegExp(text, 'gim'), ...(isScan && { isScan }) });

/** How programs write machines and their addresses. */
const forms: readonly Form[] = [
  // nmap -sn
  form(
    String.raw`^Nmap scan report for (?:(?<name>\S+) \()?${address}\)?$(?:(?:\n(?!Nmap scan).*)*?\nMAC Address: ${mac})?`,
    true,
  ),
  // arp -a, of Linux, macOS and Windows
  form(String.raw`^(?<name>\S+) \(${address}\) at ${mac}\b`, true),
  form(String.raw`^ +${address} +${mac} +\S+ *$`, true),
  // ip neigh
  form(String.raw`^${address} dev \S+ lladdr ${mac}\b`, true),
  // arp-scan
  form(String.raw`^${address}\t${mac}\t`, true),
  // avahi-browse -rpt _ssh._tcp
  form(`^=;[^;]*;IPv4;[^;]*;[^;]*;[^;]*;(?<name>[^;]+);${address};`, true),
  // leases of dnsmasq, Pi-hole and OpenWrt
  form(String.raw`^\d{9,} ${mac} ${address} (?<name>\S+) \S+$`, true),
  // dnsmasq.conf: the parts of dhcp-host may come in any order
  form(String.raw`^dhcp-host=(?:[^#\n]*,)?${address}(?:,(?!\d+[smhdw]?(?:,|$)|infinite)(?<name>[a-z][\w.-]*))?`),
  // dhcpd.conf of ISC
  form(String.raw`\bhost\s+(?<name>[\w.-]+)\s*\{[^}]*\bfixed-address\s+${address}\s*;`),
  // /etc/config/dhcp of OpenWrt
  form(
    String.raw`^config host\b.*(?:(?=(?:\n[ \t]+.*)*?\n[ \t]+option name '?(?<name>[\w.-]+))|)(?=(?:\n[ \t]+.*)*?\n[ \t]+option ip '?${address})`,
  ),
  // MikroTik: /ip dhcp-server lease export
  form(String.raw`^add (?=.*\bmac-address=)(?=.*\baddress=${address})(?:.*\bcomment="?(?<name>[\w.-]+))?.*$`),
];

/** Ranges of MAC addresses that Raspberry Pi has. https://standards-oui.ieee.org/ */
const ofRaspberryPi = /^(28:cd:c1|2c:cf:67|3a:35:41|88:a2:9e|b8:27:eb|d8:3a:dd|dc:a6:32|e4:5f:0?1)/i;

/**
 * Reads what a router gives addresses to, or what a scan of the network has found; undefined where the text is neither.
 * Of a scan that tells Raspberry Pis by their MAC addresses, only these are taken.
 */
export function leaseRows(
  written: string,
  file: string,
): { rows: readonly Row[]; notes: readonly string[] } | undefined {
  const text = written.replaceAll('\r\n', '\n');
  for (const { machine, isScan } of forms) {
    const found = [...text.matchAll(machine)].flatMap(({ groups = {}, index }) => {
      const { address: at = '', name, mac: by } = groups;
      const lease: Lease = { address: at, name: /^[?*]?$/.test(name ?? '') ? undefined : name, mac: by };
      return isIPv4(at) ? [{ lease, place: `${file}:${text.slice(0, index).split('\n').length}` }] : [];
    });
    if (found.length === 0) continue;
    const boards = found.filter(({ lease }) => ofRaspberryPi.test((lease.mac ?? '').replaceAll('-', ':')));
    const taken = isScan && boards.length > 0 ? boards : found;
    const left = found.filter((one) => !taken.includes(one));
    const names = taken.map(({ lease }) => lease.name);
    const note = `${file}: ${left.map(({ lease }) => lease.name ?? lease.address).join(', ')}: no Raspberry Pi by the MAC address, and left out`;
    return {
      notes: left.length > 0 ? [note] : [],
      rows: taken.map(({ lease, place }) => ({
        place,
        values: [
          // New boards are all called raspberrypi.
          ...(names.filter((one) => one === lease.name).length === 1 && lease.name !== undefined
            ? [{ text: lease.name, column: 'name', place }]
            : []),
          { text: lease.address, column: 'address', place },
        ],
      })),
    };
  }
  return undefined;
}
