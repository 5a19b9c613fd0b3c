import { unpackedCopy, unpackingCopy } from '../../backup/copy-on-node.ts';
import { copyParts } from '../../backup/copy-script.ts';
import { distributionOf } from '../../distributions/table.ts';
import type { Change } from '../../engine/model.ts';
import { kubeadmRunning } from '../../facts/cluster/member-state.ts';
import { copiedNote } from '../../facts/known-copies.ts';
import { toldSensors } from '../../facts/sensors.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { unitFileOf } from '../../resources/ensure-unit.ts';
import { entrance } from '../../resources/entrance.ts';
import { imageRegistry } from '../../resources/image-registry.ts';
import { proxy } from '../../resources/proxy.ts';
import { approvalTimer, certificateTimer, copyTimer, unitFilesOf } from '../../resources/timers.ts';
import { sh } from '../../shell/sh.ts';
import { exporterUnit } from '../addons/node-exporter.ts';
import { copiesOnNode } from '../copy/copy-before-upgrade.ts';
import { upgradeMark } from '../upgrade/run-kubeadm-upgrade.ts';

/** What a distribution leaves on a node, as far as it is units and files. */
export interface Traces {
  readonly units: readonly string[];
  /** Files that make the node a member of a cluster, and those of its pods. */
  readonly state: readonly string[];
  /** Files that were installed, without programs. */
  readonly installed: readonly string[];
}

const podState = ['/var/lib/kubelet', '/var/lib/cni', '/run/flannel', '/var/log/pods', '/var/log/containers'];
/** The second one is of a unit that knew no home. */
const kubectlCaches = ['/root/.kube/cache', '/.kube/cache'];
/** Folders of the publisher: its access to the cluster, and its status. */
const publisherState = ['/run/microcloud-publisher-token', '/run/microcloud-publisher'];
const publisher = [
  '/etc/systemd/system/microcloud-publisher.service',
  '/etc/systemd/system/microcloud-publisher-token.service',
  '/etc/microcloud/publisher.json',
  '/usr/local/lib/microcloud',
];

/** The images of the registry stay: src/resources/image-registry.ts says where. */
const registry = {
  units: [imageRegistry.unit, imageRegistry.pushUnit],
  files: [
    ...[imageRegistry.unit, imageRegistry.pushUnit].map(unitFileOf),
    imageRegistry.configuration,
    imageRegistry.pushConfiguration,
  ],
};

const timers = [certificateTimer, approvalTimer, copyTimer];

/** Returns what the cluster's distribution leaves, with what every cluster leaves. */
export function tracesOf(cluster: Pick<Cluster, 'distribution'>): Traces {
  const { unit, state, installed } = distributionOf(cluster);
  return {
    units: [...new Set(Object.values(unit)), ...timers.map(({ timer }) => timer), exporterUnit, ...registry.units],
    // kubeadmRunning is removed last: after an interruption the node still counts as half-made, and is reset.
    state: [
      ...state,
      ...podState,
      ...kubectlCaches,
      ...publisherState,
      // Parts of copies, of which interrupted work may leave the keys of the cluster.
      ...[copyParts, unpackingCopy, unpackedCopy, copiesOnNode],
      copiedNote,
      upgradeMark,
      toldSensors,
      kubeadmRunning,
    ],
    installed: [
      ...installed,
      '/var/lib/microcloud/artifacts',
      ...publisher,
      ...timers.flatMap(unitFilesOf),
      `/etc/systemd/system/${exporterUnit}`,
      ...registry.files,
      entrance.unitFile,
      entrance.configuration,
      proxy.unitFile,
      proxy.configuration,
    ],
  };
}

/** Removes files and folders. What is mounted below them is not entered. */
export function* ensureGone(present: readonly string[], summary: string): Iterable<Change> {
  if (present.length === 0) return;
  const script = sh`for path in ${present}; do
  if mountpoint -q "$path" && [ ! -L "$path" ]; then find "$path" -xdev -mindepth 1 -delete
  else rm -rf --one-file-system "$path"; fi
done`;
  yield { kind: 'change', summary, script };
}
