import { Version } from '../../src/distributions/version.ts';
import { versions } from './built-versions.ts';

/** How the programs of a part are made; the recipe is the directory `recipes/<name of the part>`. */
export type Build =
  | {
      readonly kind: 'go';
      /** Program → Go package. */
      readonly packages: Readonly<Record<string, string>>;
      /** Go variables to set at link time. */
      readonly variables?: Readonly<Record<string, string>>;
      readonly cgo?: boolean;
    }
  | { readonly kind: 'c'; readonly program: string; readonly source: string }
  | { readonly kind: 'debian'; readonly program: string; readonly suite: string; readonly packages: readonly string[] };

/** One recipe of the lab: what it builds and where that goes in the bundle. */
export interface Part {
  readonly name: string;
  /** How long a first build takes on two cores. */
  readonly takes: string;
  readonly build: Build;
  /** Path in the bundle → program. Each gets a `.sha256` next to it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Reference → what is in the image. */
  readonly images?: Readonly<Record<string, ImageRecipe>>;
}

export interface ImageRecipe {
  /** Whether there is a small Debian below, with cp, iptables and the like; otherwise there is nothing. */
  readonly onBase?: boolean;
  readonly entrypoint: string;
  /** Absolute path in the image → program. */
  readonly programs: Readonly<Record<string, string>>;
}

/** Where the layer below kube-proxy and Flannel waits, in the bundle, for their images to be made. */
export const baseArchive = '.parts/base.tar';

const { major, minor } = Version.of(versions.kubernetes);

/** What simulated nodes need beyond Debian's packages, in the order in which it is built. */
export const parts = (architecture: string): readonly Part[] => [
  {
    name: 'base',
    takes: '15 s',
    build: {
      kind: 'debian',
      program: 'base.tar',
      suite: 'trixie',
      packages: ['iptables', 'nftables', 'conntrack', 'iproute2', 'ipset', 'busybox-static'],
    },
    files: { [baseArchive]: 'base.tar' },
  },
  {
    name: 'kubernetes',
    takes: '5 minutes',
    build: {
      kind: 'go',
      packages: Object.fromEntries(
        [...nodePrograms, ...controlPlane, 'kube-proxy'].map((name) => [name, `k8s.io/kubernetes/cmd/${name}`]),
      ),
      variables: Object.fromEntries(
        ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((where) => [
          [`${where}.gitVersion`, versions.kubernetes],
          [`${where}.gitMajor`, `${major}`],
          [`${where}.gitMinor`, `${minor}`],
          [`${where}.gitTreeState`, 'clean'],
          [`${where}.gitCommit`, 'lab'],
        ]),
      ),
    },
    files: Object.fromEntries(
      nodePrograms.map((name) => [`dl.k8s.io/release/${versions.kubernetes}/bin/linux/${architecture}/${name}`, name]),
    ),
    images: {
      ...Object.fromEntries(
        controlPlane.map((name) => [`registry.k8s.io/${name}:${versions.kubernetes}`, onlyProgram(name)]),
      ),
      [`registry.k8s.io/kube-proxy:${versions.kubernetes}`]: { ...onlyProgram('kube-proxy'), onBase: true },
    },
  },
  {
    name: 'etcd',
    takes: '30 s',
    build: {
      kind: 'go',
      packages: { etcd: 'go.etcd.io/etcd/server/v3', etcdctl: 'go.etcd.io/etcd/etcdctl/v3' },
    },
    images: {
      [`registry.k8s.io/etcd:${versions.etcd}`]: {
        entrypoint: '/usr/local/bin/etcd',
        programs: { '/usr/local/bin/etcd': 'etcd', '/usr/local/bin/etcdctl': 'etcdctl' },
      },
    },
  },
  {
    name: 'coredns',
    takes: '1 minute',
    build: { kind: 'go', packages: { coredns: 'lab/coredns' } },
    images: { [`registry.k8s.io/coredns/coredns:${versions.coredns}`]: onlyProgram('coredns', '/coredns') },
  },
  {
    name: 'pause',
    takes: '1 s',
    build: { kind: 'c', program: 'pause', source: 'pause.c' },
    images: { [`registry.k8s.io/pause:${versions.pause}`]: onlyProgram('pause', '/pause') },
  },
  {
    name: 'flannel',
    takes: '1 minute',
    build: {
      kind: 'go',
      packages: { flanneld: 'github.com/flannel-io/flannel' },
      variables: { 'github.com/flannel-io/flannel/pkg/version.Version': versions.flannel },
      cgo: true,
    },
    images: {
      [`ghcr.io/flannel-io/flannel:${versions.flannel}`]: {
        ...onlyProgram('flanneld', '/opt/bin/flanneld'),
        onBase: true,
      },
    },
  },
  {
    name: 'cni-flannel',
    takes: '5 s',
    build: { kind: 'go', packages: { flannel: 'github.com/containernetworking/plugins/plugins/meta/flannel' } },
    images: {
      [`ghcr.io/flannel-io/flannel-cni-plugin:${versions.cniFlannel}`]: {
        ...onlyProgram('flannel', '/flannel'),
        onBase: true,
      },
    },
  },
  {
    name: 'hello',
    takes: '5 s',
    build: { kind: 'go', packages: { hello: 'lab/hello' } },
    images: { [`ghcr.io/microcloud-cloudy/hello:${versions.hello}`]: onlyProgram('hello', '/hello') },
  },
];

const nodePrograms = ['kubeadm', 'kubelet', 'kubectl'];
const controlPlane = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

function onlyProgram(program: string, path = `/usr/local/bin/${program}`): ImageRecipe {
  return { entrypoint: path, programs: { [path]: program } };
}
