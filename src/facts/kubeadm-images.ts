import type { Version } from '../distributions/version.ts';
import type { Fact } from '../engine/model.ts';
import { lines, sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

const kubeadm = '/usr/local/bin/kubeadm';

/**
 * Asks which images the node's own kubeadm takes for a version: "registry.k8s.io/etcd:3.7.0-0" … None while there is no
 * kubeadm of that version. kubeadm asks no network, for the version is named.
 */
export function kubeadmImages(version: Version): Fact<readonly string[]> {
  const { release } = version;
  return commandFact(
    `kubeadm images ${release}`,
    lines([
      sh`[ -x ${kubeadm} ] && [ "$(${kubeadm} version -o short 2>/dev/null)" = ${release} ] || exit 0`,
      sh`${kubeadm} config images list --kubernetes-version ${release} 2>/dev/null || :`,
    ]),
    (stdout) => stdout.split('\n').filter((line) => /^[a-z0-9.-]+\/[a-z0-9/-]+:[\w.-]+$/.test(line)),
  );
}
