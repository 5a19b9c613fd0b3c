import { programArtifact } from '../../artifacts/artifact-table.ts';
import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { type Change, defineStep, type FactsOf, type Scope } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { journalCause } from '../../facts/journal.ts';
import { datastore } from '../../facts/k3s-datastore.ts';
import { links } from '../../facts/links.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import { writeFile } from '../../resources/ensure-file.ts';
import { lines, sh } from '../../shell/sh.ts';
import { startAndArrive } from '../create/k3s-start.ts';
import { install } from '../kubernetes/install-artifact.ts';
import { hasSeveralServers } from '../kubernetes/k3s-entrance.ts';
import { k3sConfig } from '../kubernetes/k3s-settings.ts';

/** Gives the facts that tell whether a running k3s needs another version or another datastore. */
export const k3sUpgradeNeeds = ({ cluster }: Scope) => ({
  state: memberState(cluster),
  architecture,
  programs: programsFact('/usr/local/bin'),
  datastore,
  links,
  config: fileFact(k3sPaths.config),
});

type Facts = FactsOf<ReturnType<typeof k3sUpgradeNeeds>>;

/** Yields what takes a running k3s to the inventory's version and to the datastore that its servers need. */
export function* k3sUpgrade(scope: Scope, facts: Facts): Iterable<Change> {
  const { cluster, node, nodes, leader } = scope;
  if (facts.state !== 'done') return;
  if (facts.datastore === 'sqlite' && hasSeveralServers(nodes) && node.name === leader.name) {
    yield moveToEtcd(scope, facts);
  }
  const artifact = programArtifact(cluster, node.role, facts.architecture, 'k3s');
  // Somebody may have replaced the program: the version that microcloud installed last tells whether another one is
  // wanted.
  const installed = facts.programs.recorded.get('k3s');
  if (installed === artifact.version) return;
  yield {
    kind: 'change',
    summary: `Upgrade k3s${installed ? ` from ${installed}` : ''} to ${artifact.version}`,
    artifact,
    script: lines([install(artifact, '/usr/local/bin'), startAndArrive(scope)]),
    explain: journalCause(cluster),
    drain: true,
  };
}

export default defineStep({
  id: 'kubelet.programs',
  title: 'k3s runs with its present version and datastore',
  only: 'k3s',
  needs: k3sUpgradeNeeds,
  *plan({ facts, ...scope }) {
    yield* k3sUpgrade(scope, facts);
  },
});

const copy = `${k3sPaths.sqlite.replace(/\/[^/]*$/, '')}/sqlite-before-etcd`;

/**
 * Makes room for further servers. k3s itself moves what is in sqlite at its first start with cluster-init, and only then:
 * the setting and the copy are one change. https://docs.k3s.io/datastore/ha-embedded#existing-single-node-clusters
 */
function moveToEtcd(scope: Scope, { config, links }: Facts): Change {
  const content = k3sConfig(scope, links, 'etcd', config);
  const keep = sh`systemctl stop k3s.service
mkdir -p -m 700 ${copy}
[ -e ${`${copy}/state.db`} ] || cp -a ${k3sPaths.sqlite}* ${copy}`;
  return {
    kind: 'change',
    id: 'kubelet.active',
    about: k3sPaths.config,
    summary: `Move the cluster's datastore from sqlite to etcd, for several servers: its API is away for some minutes, pods go on, there is no way back, and a copy is kept in ${copy}`,
    before: contentOf(config),
    after: content,
    script: lines([keep, writeFile(k3sPaths.config, content, '600'), startAndArrive(scope)]),
    explain: journalCause(scope.cluster),
  };
}
