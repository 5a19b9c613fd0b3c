import { Version } from '../../src/distributions/version.ts';
import { olderVersions, versions } from './built-versions.ts';
import { kubernetesParts } from './kubernetes-parts.ts';
import { onlyProgram, type Part } from './part.ts';

/** The path in the bundle of the layer below kube-proxy and Flannel, from which their images are made. */
export const baseArchive = '.parts/base.tar';

const etcdRelease = Version.of(versions.etcd.replace(/-\d+$/, '')).release;

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
  ...kubernetesParts(versions, architecture),
  {
    name: 'etcdutl',
    takes: '30 s',
    build: { kind: 'go', packages: { etcdutl: 'go.etcd.io/etcd/etcdutl/v3' } },
    archives: {
      [`github.com/etcd-io/etcd/releases/download/${etcdRelease}/etcd-${etcdRelease}-linux-${architecture}.tar.gz`]: {
        [`etcd-${etcdRelease}-linux-${architecture}/etcdutl`]: 'etcdutl',
      },
    },
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

/** What a lab needs in addition whose cluster begins with the minor version before: for upgrades. */
export const olderParts = (architecture: string): readonly Part[] =>
  kubernetesParts(olderVersions, architecture, olderSuffix);

/** What pods of `examples/` run, where their image cannot be pulled: Debian's Python of the same minor version. */
export const exampleParts: readonly Part[] = [
  {
    name: 'python',
    takes: '15 s',
    build: {
      kind: 'debian',
      program: 'python.tar',
      suite: 'trixie',
      packages: ['python3-minimal', 'libpython3-stdlib'],
    },
    images: {
      'docker.io/library/python:3.13-alpine': { archive: 'python.tar', entrypoint: '/usr/bin/python3', programs: {} },
    },
  },
];

/** The path of Helm, in the folder of programs that only tests run. */
export const helmProgram = 'helm';

/** Programs that only tests run, on this machine: users bring charts of Helm. */
export const toolParts: readonly Part[] = [
  {
    name: 'helm',
    takes: '3 minutes',
    build: { kind: 'go', packages: { helm: 'helm.sh/helm/v4/cmd/helm' } },
    files: { [helmProgram]: 'helm' },
  },
];

const { major, minor } = Version.of(olderVersions.kubernetes);
const olderSuffix = `-${major}.${minor}`;
