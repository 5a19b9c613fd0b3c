import { type Artifact, stagedPath } from '../artifacts/artifact-table.ts';
import { distributionOf } from '../distributions/table.ts';
import type { Change, Fact, Problem, Scope } from '../engine/model.ts';
import { type FileState, fileFact } from '../facts/file.ts';
import { type Script, sh } from '../shell/sh.ts';
import type { Copy } from './copy.ts';

/** The folder, for root only, where the new leader keeps the unpacked copy until the cluster is made from it. */
export const unpackedCopy = '/var/lib/microcloud/restore';

/** The folder in which a copy is unpacked. What was interrupted leaves it on the node. */
export const unpackingCopy = '/var/lib/microcloud/restore.new';

/** The sums of the unpacked copy. The file exists as long as the cluster is still to be made from the copy. */
export const copyOnNode: Fact<FileState> = fileFact(`${unpackedCopy}/SHA256SUMS`);

/** The problem that stops a new cluster on a node where one was to be made from a copy. */
export const beganFromCopy: Problem = {
  kind: 'problem',
  id: 'restore.interrupted',
  summary: 'a cluster was to be made here from a copy, and that was not finished',
  hint: 'microcloud restore FILE, with the same copy. For a new cluster instead: microcloud reset, then microcloud init',
};

/** The change that removes the copy from a node whose cluster is there. */
export const removeCopy: Change = {
  kind: 'change',
  about: 'copy',
  summary: 'Remove the copy that the cluster was made from',
  script: sh`rm -rf ${unpackedCopy}`,
};

/**
 * Makes an artifact of a copy, so that it can be staged on a node. Its bytes are in memory, and no cache keeps them.
 */
function copyArtifact({ made, archive }: Copy): Artifact {
  const version = made.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return { kind: 'file', name: 'cluster-copy', version, arch: 'all', origin: `copy:${version}`, content: archive };
}

/** Makes the change that brings a copy to the node, checks its sums there, and unpacks it as a whole or not at all. */
export function bringCopy(copy: Copy): Change {
  const artifact = copyArtifact(copy);
  const when = copy.made.toISOString().slice(0, 16).replace('T', ' ');
  const summary = `Bring the copy of the cluster that ${copy.madeOn} made at ${when} UTC`;
  return { kind: 'change', about: 'copy', summary, artifact, script: unpack(artifact) };
}

function unpack(artifact: Artifact): Script {
  return sh`umask 077
rm -rf ${unpackedCopy} ${unpackingCopy}
mkdir -p ${unpackingCopy}
tar -C ${unpackingCopy} -xzf ${stagedPath(artifact)} --strip-components=1 --no-same-owner
( cd ${unpackingCopy} && sha256sum --quiet -c SHA256SUMS )
mv ${unpackingCopy} ${unpackedCopy}
rm -f ${stagedPath(artifact)}`;
}

/** Deletes the Node objects of the copy whose nodes are not in the inventory any more. */
export function forgetGone({ cluster, nodes }: Scope, { known }: Copy): Script {
  const gone = known.map(({ name }) => name).filter((name) => nodes.every((node) => node.name !== name));
  if (gone.length === 0) return sh`:`;
  return sh`${distributionOf(cluster).kubectl} delete node --ignore-not-found --wait=false ${gone}`;
}
