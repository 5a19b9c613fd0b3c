import { sharedFolder } from '../resources/shared-folder.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';
import { percentUsed } from './file-system.ts';

const { path, exports, mountPoint } = sharedFolder;

/** What the node's kernel can do of NFS; undefined where its modules are gone until the next boot. */
export const nfsInKernel = commandFact(
  'NFS in the kernel',
  sh`read -r release </proc/sys/kernel/osrelease
for word in nfs:nfs4 nfsd:nfsd; do
  if grep -qw "\${word#*:}" /proc/filesystems || modprobe -nq "\${word%:*}" 2>/dev/null; then echo "\${word%:*}"; fi
done
[ ! -e /proc/modules ] || [ -d "/lib/modules/$release" ] || echo gone`,
  (stdout) => {
    const words = stdout.trim().split('\n');
    return words.includes('gone') ? undefined : { client: words.includes('nfs'), server: words.includes('nfsd') };
  },
);

/** The folder on the node that keeps it, and to whom it is given out. */
export interface GivenFolder {
  /** "711 root", or '' where it is not there. */
  readonly folder: string;
  /** Addresses that may have it, sorted. Behind one that could have all of the disk stands " beyond". */
  readonly clients: readonly string[];
}

// exports(5): what exportfs has read is in etab, by path, tab, client.
export const givenFolder = commandFact(
  'folder for all nodes',
  sh`echo "folder $(stat -c '%a %U' ${path} 2>/dev/null)"
[ ! -e /var/lib/nfs/etab ] || while read -r path client; do
  [ "$path" = ${path} ] || continue
  case $client in
    *,subtree_check,*) echo "client \${client%%(*}" ;;
    *) echo "client \${client%%(*} beyond" ;;
  esac
done </var/lib/nfs/etab`,
  (stdout): GivenFolder => {
    const rows = stdout.trim().split('\n');
    const after = (word: string) =>
      rows.flatMap((row) => (row.startsWith(word) ? [row.slice(word.length).trim()] : []));
    return {
      folder: after('folder')[0] ?? '',
      clients: after('client ').toSorted(),
    };
  },
);

/** Whether somebody else uses NFS on this node, perhaps an old version that needs more programs; and what reads settings. */
export const nfsOfOthers = commandFact(
  'NFS of others',
  sh`[ ! -x /usr/sbin/nfsconf ] || echo settings
if grep -qsE '^[^#]*[[:blank:]]nfs4?[[:blank:]]' /etc/fstab; then echo others; fi
for file in /etc/exports /etc/exports.d/*.exports; do
  [ "$file" = ${exports} ] || ! grep -qsE '^[[:blank:]]*[^#[:blank:]]' "$file" || echo others
done`,
  (stdout) => {
    const words = stdout.trim().split('\n');
    return { hasSettings: words.includes('settings'), hasOthers: words.includes('others') };
  },
);

/** How long a folder may take to answer. A server that is gone keeps everybody waiting who asks. */
export const answerSeconds = 5;

/**
 * Whether the folder answers at the mount point that every node has: 'answers', 'silent', 'absent' (nothing is mounted
 * there).
 */
export const sharedFolderState = commandFact(
  'folder for all nodes answers',
  sh`if ! grep -q ${` ${mountPoint} nfs`} /proc/mounts && ! grep -q ${` ${mountPoint} autofs`} /proc/mounts; then echo absent
elif timeout -s KILL ${answerSeconds} stat -f ${mountPoint} >/dev/null 2>&1 && grep -q ${` ${mountPoint} nfs`} /proc/mounts; then echo answers
else echo silent; fi`,
  (stdout) => stdout.trim() as 'answers' | 'silent' | 'absent',
);

/** How full the folder's own disk is, in percent; undefined where it is on the node's card. */
export const sharedFolderUse = commandFact(
  'disk of the folder for all nodes',
  sh`[ ! -d ${path} ] || [ "$(stat -c %d ${path})" = "$(stat -c %d /var/lib)" ] || stat -fc '%b %a' ${path}`,
  (stdout) => {
    const [blocks = 0, free = 0] = stdout.trim().split(' ').map(Number);
    return blocks === 0 ? undefined : percentUsed(blocks, free);
  },
);
