import { ensureFile } from '../../../resources/ensure-file.ts';
import { sh } from '../../../shell/sh.ts';
import { editsOf, type FileStack, fileOf, type StaticNetwork } from './stack.ts';

const main = '/etc/network/interfaces';
// "source-directory" reads names of letters, digits, - and _ only.
const path = '/etc/network/interfaces.d/microcloud';

/** ifupdown: DietPi and small Debians. */
export const ifupdown: FileStack = {
  name: 'ifupdown (/etc/network/interfaces)',
  service: 'networking.service',
  path,
  manages: ({ link, managers: { running, stanzas } }) =>
    running.has('networking') && stanzas.some((one) => one.link === link.name),
  isGivenByOthers: (address, { link, managers }) => {
    const own = managers.stanzas.filter((one) => one.link === link.name);
    return own.length === 1 && own[0]?.file !== path && own[0]?.address === address;
  },
  *edits(wanted, ground) {
    const { managers } = ground;
    yield* editsOf(path, ensureFile(fileOf(ground, path), { content: renderStanza(wanted) }));
    const others = managers.stanzas.filter((one) => one.link === wanted.link && one.file !== path);
    // ifupdown merges all stanzas of an interface: an old stanza would start DHCP beside the static address.
    for (const old of new Set(others.map((one) => one.file))) {
      const summary = `Comment the stanza of ${wanted.link} out of ${old}`;
      yield { path: old, change: { kind: 'change', summary, script: commentOut(old, wanted.link) } };
    }
    if (managers.sourcesInterfaces) return;
    // Not the whole folder: ifupdown reads no file twice, and the folder may have files of others that are not
    // included.
    const line = `source ${path}`;
    const script = sh`printf '\n%s\n' ${line} >>${main}`;
    yield { path: main, change: { kind: 'change', summary: `Include interfaces.d in ${main}`, after: line, script } };
  },
  // ifdown reads the files: the stanza of the running DHCP client must still be there.
  down: ({ link }) => sh`ifdown --force ${link}; ip -4 address flush dev ${link} scope global`,
  up: ({ link }) => sh`ifup ${link}`,
};

/** Writes interfaces(5). resolvconf reads dns-nameservers; without resolvconf nothing else writes /etc/resolv.conf. */
export function renderStanza({ link, address, prefix, gateway, nameservers }: StaticNetwork): string {
  const servers = nameservers.map((server) => `nameserver ${server}\\n`).join('');
  return `auto ${link}
iface ${link} inet static
    address ${address}/${prefix}
    gateway ${gateway}
    dns-nameservers ${nameservers.join(' ')}
    post-up [ -L /etc/resolv.conf ] || command -v resolvconf >/dev/null || printf '${servers}' >/etc/resolv.conf
`;
}

function commentOut(file: string, link: string) {
  const program = `
$1 ~ /^(iface|mapping|auto|allow-.*|no-auto-down|no-scripts|rename|source|source-directory|template)$/ {
  old = $1 == "iface" && $2 == link && $3 == "inet"
}
old && NF && $1 !~ /^#/ { print "# microcloud: " $0; next }
{ print }`;
  const beside = `${file}.microcloud`;
  // No program reads a file whose name has a dot.
  return sh`cp -a ${file} ${beside}
awk -v link=${link} ${program} ${file} >${beside}
sync ${beside}
mv -f ${beside} ${file}`;
}
