import { programArtifact } from '../../artifacts/artifact-table.ts';
import { k3s } from '../../distributions/k3s.ts';
import { distributionOf } from '../../distributions/table.ts';
import { type Change, defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { fileFact } from '../../facts/file.ts';
import { journalCause } from '../../facts/journal.ts';
import { datastore } from '../../facts/k3s.ts';
import { links } from '../../facts/links.ts';
import { architecture } from '../../facts/machine.ts';
import { programsFact } from '../../facts/programs.ts';
import { unitFact } from '../../facts/unit.ts';
import { firstControlPlane } from '../../inventory/address.ts';
import { recordOf } from '../../resources/program.ts';
import { ensureStarted } from '../../resources/unit.ts';
import { lines } from '../../shell/sh.ts';
import { startAndArrive } from '../create/k3s-start.ts';
import { install } from '../kubernetes/install.ts';
import { hasSeveralServers } from '../kubernetes/k3s-entrance.ts';
import { k3sConfig } from '../kubernetes/k3s-settings.ts';
import { moveToEtcd } from './k3s-etcd.ts';

export default defineStep({
  title: 'k3s runs with its present version and settings',
  only: 'k3s',
  needs: ({ cluster, node }) => {
    const unit = distributionOf(cluster).unit[node.role];
    return {
      state: memberState(cluster),
      architecture,
      programs: programsFact('/usr/local/bin'),
      datastore,
      links,
      unit: unitFact(unit),
      unitFile: fileFact(`/etc/systemd/system/${unit}`),
      record: fileFact(recordOf('k3s')),
      config: fileFact(k3s.config),
      registries: fileFact(k3s.registries),
      containerd: fileFact(k3s.containerdSettings),
    };
  },
  *plan({ facts, ...scope }): Iterable<Change> {
    const { cluster, node, nodes } = scope;
    if (facts.state !== 'done') return;
    const moves = facts.datastore === 'sqlite' && hasSeveralServers(nodes) && node === firstControlPlane(nodes);
    if (moves) {
      yield moveToEtcd(scope, facts.config, k3sConfig(scope, facts.links, 'etcd', facts.config));
    }
    const artifact = programArtifact(cluster, node.role, facts.architecture, 'k3s');
    const installed = facts.programs.get('k3s');
    const explain = journalCause(cluster);
    if (installed !== undefined && installed !== artifact.version) {
      const script = lines([install(artifact, '/usr/local/bin'), startAndArrive(scope)]);
      const summary = `Upgrade k3s from ${installed} to ${artifact.version}`;
      return yield { kind: 'change', summary, artifact, script, explain, drain: true };
    }
    if (moves) return;
    const reads = [facts.record, facts.unitFile, facts.config, facts.registries, facts.containerd];
    for (const change of ensureStarted(facts.unit, reads)) yield { ...change, script: startAndArrive(scope), explain };
  },
});
