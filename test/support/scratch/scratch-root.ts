import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fakePrograms } from './programs.ts';
import type { FileThere, World } from './world.ts';

const folders = [
  ...['boot', 'dev', 'etc', 'home', 'opt', 'proc', 'root', 'run/fake', 'sys', 'tmp', 'usr', 'var/lib'],
  ...['local/bin', 'lib/systemd/system', 'lib/modules'].map((folder) => `own/usr/${folder}`),
];

const users: Readonly<Record<string, number>> = { root: 0, pi: 1000 };
const groups: Readonly<Record<string, number>> = { root: 0, adm: 4, shadow: 42, netdev: 106, docker: 990, pi: 1000 };

const linesOf = (table: Readonly<Record<string, number>>, line: (name: string, id: number) => string) =>
  Object.entries(table)
    .map(([name, id]) => `${line(name, id)}\n`)
    .join('');

const basics = {
  '/etc/passwd': linesOf(users, (name, id) => `${name}:x:${id}:${id}:${name}:/home/${name}:/bin/sh`),
  '/etc/group': linesOf(groups, (name, id) => `${name}:x:${id}:`),
  '/run/fake/architecture': 'arm64\n',
};

const recording = `#!/bin/sh
[ "\${0##*/}" = dpkg-query ] || echo "\${0##*/} $*" >>/run/fake/calls`;

/** Fills a directory with what a node has below `/`. A later world wins. */
export function layOutRoot(root: string, worlds: readonly World[]): void {
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  const files: Record<string, string | FileThere> = { ...basics };
  for (const { files: own = {}, units = {}, packages = {} } of worlds) {
    Object.assign(files, own);
    for (const [name, text] of Object.entries(units)) files[`/run/fake/units/${name}`] = `${text.trimEnd()}\n`;
    for (const [name, version] of Object.entries(packages)) files[`/run/fake/packages/${name}`] = version;
  }
  const programs = Object.assign({}, fakePrograms, ...worlds.map((world) => world.programs ?? {}));
  for (const [name, text] of Object.entries(programs))
    files[`/usr/local/sbin/${name}`] = { content: `${recording}\n${text}\n`, mode: '755' };
  for (const [path, there] of Object.entries(files)) lay(inside(root, path), there);
  for (const { folders: empty = [], links = {} } of worlds) {
    for (const path of empty) mkdirSync(inside(root, path), { recursive: true });
    for (const [path, target] of Object.entries(links)) {
      mkdirSync(dirname(inside(root, path)), { recursive: true });
      symlinkSync(target, inside(root, path));
    }
  }
  // Written last: systemd has read all units that exist.
  lay(inside(root, '/run/fake/reloaded'), '');
}

/** Brings a file of this machine, or bytes, to the node. */
export function layOutFile(root: string, path: string, from: string | Uint8Array): void {
  mkdirSync(dirname(inside(root, path)), { recursive: true });
  if (typeof from === 'string') copyFileSync(from, inside(root, path));
  else writeFileSync(inside(root, path), from);
}

/** Folders of /usr that are the node's own, not this machine's. */
const ownOfUsr = /^\/usr\/(local|lib\/systemd\/system|lib\/modules)\//;

/** Returns where a file of the node is on this machine. */
function inside(root: string, path: string): string {
  if (!path.startsWith('/usr/')) return join(root, path);
  if (ownOfUsr.test(path)) return join(root, 'own', path);
  throw new Error(`${path} is this machine's`);
}

function lay(path: string, there: string | FileThere): void {
  const file: FileThere = typeof there === 'string' ? { content: there } : there;
  const { content, mode = '644', owner = 'root:root', modified } = file;
  const [user = '', group = ''] = owner.split(':');
  const [uid, gid] = [users[user], groups[group]];
  if (uid === undefined || gid === undefined) throw new Error(`the scratch root has no ${owner}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : '');
  if (typeof content === 'number') truncateSync(path, content);
  chmodSync(path, Number.parseInt(mode, 8));
  chownSync(path, uid, gid);
  if (modified !== undefined) utimesSync(path, modified, modified);
}

/** Shows a file of the node: its text, after a line with mode and owner where these are not 644 root:root. */
export function shownFile(root: string, node: string): string | undefined {
  const path = inside(root, node);
  if (!existsSync(path)) return undefined;
  const { mode, uid, gid } = statSync(path);
  const nameOf = (table: Readonly<Record<string, number>>, id: number) =>
    Object.entries(table).find(([, known]) => known === id)?.[0] ?? id;
  const marks = `${(mode & 0o7777).toString(8)} ${nameOf(users, uid)}:${nameOf(groups, gid)}`;
  const text = readFileSync(path, 'utf8');
  return marks === '644 root:root' ? text : `${marks}\n${text}`;
}

/** Folders that do not belong to the node, and files that a run itself writes. */
const passedOver = /^\/(s?bin|lib\w*|dev|usr|own\/usr\/local\/sbin|run\/microcloud|run\/fake\/calls)(\/|$)/;

/** Shows all files of the node, and where links lead. */
export function shownFiles(root: string): Readonly<Record<string, string>> {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((path) => !passedOver.test(path));
  const shown = (path: string) =>
    lstatSync(join(root, path)).isSymbolicLink()
      ? `-> ${readlinkSync(join(root, path))}`
      : (shownFile(root, path) ?? '');
  return Object.fromEntries(paths.sort().map((path) => [path, shown(path)]));
}
