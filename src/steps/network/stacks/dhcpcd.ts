import { matchesGlob } from 'node:path';
import { contentOf } from '../../../facts/file.ts';
import { withBlock } from '../../../resources/block.ts';
import { writeFile } from '../../../resources/ensure-file.ts';
import { shownText } from '../../../shell/node-text.ts';
import { sh } from '../../../shell/sh.ts';
import { type FileStack, fileOf, type StaticNetwork } from './stack.ts';

const path = '/etc/dhcpcd.conf';
const block = { name: 'microcloud static address', place: 'end' } as const;

/** dhcpcd: Raspberry Pi OS up to 11. */
export const dhcpcd: FileStack = {
  name: 'dhcpcd',
  service: 'dhcpcd.service',
  path,
  manages: (ground) =>
    ground.managers.running.has('dhcpcd') && takes(contentOf(fileOf(ground, path)), ground.link.name),
  isGivenByOthers: (address, ground) => {
    const file = fileOf(ground, path);
    return file.exists && addressIn(withBlock(file.content, [], block), ground.link.name) === address;
  },
  *edits(wanted, ground) {
    const file = fileOf(ground, path);
    const before = contentOf(file);
    const after = renderDhcpcd(before, wanted);
    if (after === before) return;
    // The group of the file may write it: on Raspberry Pi OS that is netdev.
    const { mode, owner } = file.exists ? file : { mode: '644', owner: 'root:root' };
    const script = sh`${writeFile(path, after, mode)}
chown ${owner} ${path}`;
    const shown = { before: shownText(before), after: shownText(after) };
    yield { path, change: { kind: 'change', summary: `Change ${path}`, ...shown, script } };
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
  return withBlock(content, lines, block);
}

/**
 * Says whether dhcpcd may configure an interface at all. Guides for bridges and access points write `denyinterfaces`,
 * with names or patterns between blanks or commas.
 */
function takes(content: string, link: string): boolean {
  const named = (keyword: string) =>
    content.split('\n').flatMap((line) => {
      const [word, ...patterns] = line.trim().split(/[\s=,]+/);
      return word === keyword ? [patterns.some((pattern) => matchesGlob(link, pattern))] : [];
    });
  const allowed = named('allowinterfaces');
  return !named('denyinterfaces').includes(true) && (allowed.length === 0 || allowed.includes(true));
}

/** Finds the address that dhcpcd.conf(5) gives an interface: the last line about it counts. */
function addressIn(content: string, link: string): string | undefined {
  let about = link;
  let found: string | undefined;
  for (const line of content.split('\n')) {
    const [word, value = '', more = ''] = line.trim().split(/[\s=]+/);
    if (word === 'interface' || word === 'ssid' || word === 'profile') about = word === 'interface' ? value : '';
    if (about === link && word === 'static' && value === 'ip_address') found = more.split('/')[0];
  }
  return found;
}
