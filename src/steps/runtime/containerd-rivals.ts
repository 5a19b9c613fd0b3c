import { at, isTable, type Leaf, leaves, merge, put, type Table } from './containerd-tables.ts';

const cri2 = ['plugins', 'io.containerd.grpc.v1.cri'];
const images3 = ['plugins', 'io.containerd.cri.v1.images'];
const runtime3 = ['plugins', 'io.containerd.cri.v1.runtime'];

/**
 * Gives plugins their long names. Format 1 has short names, and so do guides for newer formats: there containerd does
 * not start with them ("expect io.containerd.x.vx"). Only the long name of the plugin for Kubernetes (cri) is known:
 * settings of others are lost.
 */
export function longNames(table: Table): { readonly table: Table; readonly lost: readonly string[] } {
  const { cri, ...others } = isTable(table.plugins) ? table.plugins : {};
  const long = Object.entries(others).filter(([name]) => isLong(name));
  const own = isTable(cri) ? { 'io.containerd.grpc.v1.cri': cri } : {};
  const plugins = merge(Object.fromEntries(long), own);
  const lists = ['disabled_plugins', 'required_plugins'].map((key) => [key, namesOf(table[key])] as const);
  const kept = lists.reduce<Table>((rest, [key, names]) => {
    const some = names.filter((name) => isLong(name));
    return put(rest, [key], some.length > 0 ? some : undefined);
  }, table);
  return {
    table: put(kept, ['plugins'], Object.keys(plugins).length > 0 ? plugins : undefined),
    lost: [
      ...Object.keys(others).filter((name) => !isLong(name)),
      ...lists.flatMap(([key, names]) =>
        names.filter((name) => !isLong(name) && name !== 'cri').map((name) => `${key}: ${name}`),
      ),
    ],
  };
}

const isLong = (name: string) => name.startsWith('io.containerd.');

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Settings that containerd does not take together with ours: they are removed. `isOfPerson`: somebody may miss it. */
const rivals: readonly { readonly path: readonly string[]; readonly isOfPerson: boolean }[] = [
  // "`mirrors` cannot be set when `config_path` is provided": containerd no longer answers kubelet.
  ...[cri2, images3].flatMap((plugin) =>
    ['mirrors', 'configs', 'auths'].map((key) => ({ path: [...plugin, 'registry', key], isOfPerson: true })),
  ),
  // containerd does not take bin_dir and bin_dirs together.
  { path: [...cri2, 'cni', 'bin_dirs'], isOfPerson: false },
  { path: [...runtime3, 'cni', 'bin_dir'], isOfPerson: false },
  // It was for runtimes that no longer exist: runc has an option of its own.
  { path: [...cri2, 'systemd_cgroup'], isOfPerson: false },
  // It would write a pod network of its own, beside Flannel's.
  ...[cri2, runtime3].map((plugin) => ({ path: [...plugin, 'cni', 'conf_template'], isOfPerson: true })),
  // kubelet, crictl and kubeadm look for containerd at its default socket.
  { path: ['grpc', 'address'], isOfPerson: true },
];

const usualSocket = '/run/containerd/containerd.sock';

/** Takes out what cannot stay beside our settings, and says what of it somebody may miss. */
export function withoutRivals(table: Table, ours: Table): { readonly table: Table; readonly lost: readonly string[] } {
  const there = rivals.filter(({ path }) => at(table, path) !== undefined && at(table, path) !== usualSocket);
  const missed = there.filter(({ path, isOfPerson }) => isOfPerson && !isEmpty(at(table, path)));
  const folders = [cri2, images3].flatMap((plugin) => otherFolder(table, ours, [...plugin, 'registry', 'config_path']));
  const cut = there.reduce((rest, { path }) => put(rest, path, undefined), table);
  const disabled = Array.isArray(cut.disabled_plugins) ? cut.disabled_plugins : [];
  const stillOff = disabled.filter(
    (name) => !/^(cri|io\.containerd\.(grpc\.v1\.cri|cri\.v1\.\w+))$/.test(String(name)),
  );
  return {
    table:
      stillOff.length === disabled.length
        ? cut
        : put(cut, ['disabled_plugins'], stillOff.length > 0 ? stillOff : undefined),
    lost: [...missed.flatMap(({ path }) => namesIn(at(table, path), path)), ...folders],
  };
}

/** Names the setting of another folder for registries: the files there no longer count. */
function otherFolder(table: Table, ours: Table, path: readonly string[]): readonly string[] {
  const [theirs, own] = [at(table, path), at(ours, path)];
  const isOther = typeof theirs === 'string' && theirs !== '' && !theirs.split(':').includes(String(own));
  return isOther ? [shown([path, theirs])] : [];
}

function isEmpty(value: unknown): boolean {
  return value === '' || (isTable(value) && leaves(value).length === 0);
}

function namesIn(value: unknown, path: readonly string[]): readonly string[] {
  return isTable(value) ? Object.keys(value).map((key) => shown([[...path, key], value])) : [shown([path, value])];
}

/** Names a setting without its value, which may be a secret, and without the long names of plugins. */
export function shown([path]: Leaf): string {
  return path
    .filter((key) => key !== 'plugins' && !/^io\.containerd\.(grpc\.v1\.cri|cri\.v1\.\w+)$/.test(key))
    .join('.');
}

/** Settings that Debian's and Docker's packages bring, and containerd's own defaults: nobody misses them. */
const packaged: Readonly<Record<string, readonly unknown[]>> = {
  root: ['/var/lib/containerd'],
  state: ['/run/containerd'],
  version: [1n, 2n, 3n],
  'io.containerd.internal.v1.opt.path': ['/var/lib/containerd'],
  'cni.bin_dir': ['/usr/lib/cni', '/opt/cni/bin'],
  'cni.conf_dir': ['/etc/cni/net.d'],
};

export function isPackaged([path, value]: Leaf): boolean {
  return packaged[shown([path, value])]?.includes(value) ?? false;
}

/** Removes a default runtime that is none of the runtimes: with it containerd's CRI plugin does not load. */
export function withDefaultRuntime(table: Table): { readonly table: Table; readonly lost: readonly string[] } {
  const wrong = [cri2, runtime3].filter((plugin) => {
    const name = at(table, [...plugin, 'containerd', 'default_runtime_name']);
    return name !== undefined && at(table, [...plugin, 'containerd', 'runtimes', String(name)]) === undefined;
  });
  const paths = wrong.map((plugin) => [...plugin, 'containerd', 'default_runtime_name']);
  return {
    table: paths.reduce((rest, path) => put(rest, path, undefined), table),
    lost: paths.map((path) => shown([path, ''])),
  };
}

/** Sets one cgroup driver for all runtimes: kubelet and containerd must agree, whichever runtime a pod has. */
export function withDriver(table: Table, ours: Table): Table {
  return [cri2, runtime3].reduce((whole, plugin) => {
    const path = [...plugin, 'containerd', 'runtimes'];
    const driver = at(ours, [...path, 'runc', 'options', 'SystemdCgroup']);
    const runtimes = at(whole, path);
    if (driver === undefined || !isTable(runtimes)) return whole;
    const alike = Object.keys(runtimes).filter(
      (name) => at(runtimes, [name, 'runtime_type']) === 'io.containerd.runc.v2',
    );
    return alike.reduce((rest, name) => put(rest, [...path, name, 'options', 'SystemdCgroup'], driver), whole);
  }, table);
}
