import { withBlock } from '../../../resources/block.ts';
import { writeFile } from '../../../resources/ensure-file.ts';
import { sh } from '../../../shell/sh.ts';
import type { Stack, StaticNetwork } from './stack.ts';

const path = '/etc/dhcpcd.conf';

/** dhcpcd: Raspberry Pi OS up to 11. */
export const dhcpcd: Stack = {
  name: 'dhcpcd',
  service: 'dhcpcd.service',
  path,
  manages: (_, { running }) => running.has('dhcpcd'),
  *edits(wanted, { file }) {
    const before = file.exists ? file.content : '';
    const after = renderDhcpcd(before, wanted);
    if (after === before) return;
    // Its group may write it: Raspberry Pi OS gives it to netdev.
    const { mode, owner } = file.exists ? file : { mode: '644', owner: 'root:root' };
    const script = sh`${writeFile(path, after, mode)}
chown ${owner} ${path}`;
    yield { path, change: { kind: 'change', summary: `Change ${path}`, before, after, script } };
  },
  // On Raspberry Pi OS dhcpcd keeps addresses when it stops ("persistent").
  down: ({ link }) => sh`systemctl stop dhcpcd; ip -4 address flush dev ${link} scope global`,
  up: () => sh`systemctl start dhcpcd`,
};

/**
 * Writes dhcpcd.conf(5). Lines after an "interface" line are about it, and the last ones count: they stand at the end.
 */
export function renderDhcpcd(content: string, { link, address, prefix, gateway, nameservers }: StaticNetwork): string {
  const lines = [
    `interface ${link}`,
    `static ip_address=${address}/${prefix}`,
    `static routers=${gateway}`,
    `static domain_name_servers=${nameservers.join(' ')}`,
  ];
  return withBlock(content, lines, { name: 'microcloud static address', place: 'end' });
}
