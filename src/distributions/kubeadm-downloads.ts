import { platforms } from '../artifacts/architectures.ts';
import type { Download } from './release-files.ts';
import { Version } from './version.ts';

/** Describes a program of a release of Kubernetes. */
export function program(name: string, { release }: Version, roles: Download['roles']): Download {
  const origin = (architecture: string) => `https://dl.k8s.io/release/${release}/bin/linux/${architecture}/${name}`;
  const source: Download['source'] = (arch) => ({ origin: origin(platforms[arch].architecture) });
  return { kind: 'file', name, version: release, roles, source };
}

/**
 * Describes etcdutl, which reads a copy of etcd, for the tag of an image of etcd. That image has no etcdutl, and
 * Debian's is of another minor version:
 * https://github.com/kubernetes/kubernetes/blob/v1.37.2/cluster/images/etcd/Makefile
 */
export function etcdutl(tag: string): Download {
  const { release } = Version.of(tag.replace(/-\d+$/, ''));
  const folder = `https://github.com/etcd-io/etcd/releases/download/${release}`;
  const source: Download['source'] = (arch) => ({
    origin: `${folder}/etcd-${release}-linux-${platforms[arch].architecture}.tar.gz`,
    checksums: `${folder}/SHA256SUMS`,
  });
  return { kind: 'file', name: 'etcdutl', version: release, roles: ['control-plane'], onlyFor: 'restore', source };
}

/** Describes an image by its repository and tag. */
export function image(repository: string, tag: string, roles: Download['roles']): Download {
  const name = `${repository}:${tag}`;
  return { kind: 'image', name, version: tag, roles, source: () => ({ origin: name }) };
}
