import type { Scope } from '../../engine/model.ts';
import { claimed } from '../../resources/entrance.ts';
import { lines, type Script } from '../../shell/sh.ts';
import { initDocuments } from './kubeadm-documents.ts';
import { type Around, runKubeadm } from './run-kubeadm.ts';

/** Makes the first control plane of a cluster, at the address by which the cluster's API is called. */
export function runInit(scope: Scope, { options = [], ...around }: Around = {}): Script {
  const { sharedAddress } = scope.cluster;
  // Proxies, where there are some, have the address already, and find the API as soon as it is ready.
  const claims = sharedAddress !== undefined && scope.proxies.length === 0;
  return lines([
    ...(claims ? [claimed(sharedAddress)] : []),
    runKubeadm('init', initDocuments(scope), {
      ...around,
      options: ['--skip-token-print', '--skip-certificate-key-print', ...options],
    }),
  ]);
}
