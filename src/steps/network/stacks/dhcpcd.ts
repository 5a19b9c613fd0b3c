import { sh } from '../../../shell/sh.ts';
import type { Stack, StaticNetwork } from './stack.ts';

const path = '/etc/dhcpcd.conf';
const begin = '# BEGIN microcloud static address';
const end = '# END microcloud static address';

/** dhcpcd: Raspberry Pi OS up to 11. */
export const dhcpcd: Stack = {
  name: 'dhcpcd',
  service: 'dhcpcd.service',
  path,
  manages: (_, { running }) => running.has('dhcpcd'),
  *edits(wanted, { file }) {
    const block = renderDhcpcd(wanted);
    const before = blockIn(file.exists ? file.content : '');
    if (before === block) return;
    const summary = `Change ${path}`;
    // Its mode and group (netdev, on Raspberry Pi OS) stay: the copy has them.
    const script = sh`[ -e ${path} ] || : >${path}
cp -a ${path} ${`${path}.microcloud`}
{ sed -e ${`/^${begin}$/,/^${end}$/d`} -e ${'$a\\'} ${path}; printf %s ${block}; } >${`${path}.microcloud`}
sync ${`${path}.microcloud`}
mv -f ${`${path}.microcloud`} ${path}`;
    yield { path, change: { kind: 'change', summary, before, after: block, script } };
  },
  // Pi OS lets it keep addresses when it stops ("persistent").
  down: ({ link }) => sh`systemctl stop dhcpcd; ip -4 address flush dev ${link} scope global`,
  up: () => sh`systemctl start dhcpcd`,
};

/** dhcpcd.conf(5). The last block of an interface wins. */
export function renderDhcpcd({ link, address, prefix, gateway, nameservers }: StaticNetwork): string {
  return `${begin}
interface ${link}
static ip_address=${address}/${prefix}
static routers=${gateway}
static domain_name_servers=${nameservers.join(' ')}
${end}
`;
}

function blockIn(content: string): string {
  const from = content.indexOf(`${begin}\n`);
  const to = content.indexOf(`${end}\n`, from);
  return from < 0 || to < 0 ? '' : content.slice(from, to + end.length + 1);
}
