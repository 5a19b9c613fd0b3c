import { defaultKubernetes, flannelVersions, minorOf } from '../../src/distributions/minors.ts';
import { Version } from '../../src/distributions/version.ts';

/** A version of Kubernetes, and the tags of what belongs to it. */
export interface KubernetesVersions {
  readonly kubernetes: string;
  readonly etcd: string;
  readonly coredns: string;
  readonly pause: string;
}

function versionsOf(text: string): KubernetesVersions {
  const kubernetes = Version.of(text);
  const tags = minorOf(kubernetes);
  if (!tags) throw new Error(`${kubernetes} is of no known minor version`);
  return { kubernetes: kubernetes.release, etcd: tags.etcd, coredns: tags.coredns, pause: tags.pause };
}

/**
 * What the lab builds: the version of a new cluster, and what belongs to it. Change the go.mod files in `recipes`, too:
 * a test compares them.
 */
export const versions = {
  ...versionsOf(defaultKubernetes),
  flannel: flannelVersions.flannel,
  cniFlannel: flannelVersions.cniPlugin,
  hello: '1',
} as const;

/** A version of the minor before, from which the lab upgrades. */
export const olderVersions = versionsOf('1.36.4');
