import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { distributionOf } from '../../distributions/table.ts';
import { type Change, defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { journalCause } from '../../facts/journal.ts';
import { unitFact } from '../../facts/unit.ts';
import { memberRole } from '../../inventory/node-roles.ts';
import { ensureStarted } from '../../resources/ensure-unit.ts';
import { recordOf } from '../../resources/program.ts';
import { startAndArrive } from '../create/k3s-start.ts';
import { k3sUpgrade, k3sUpgradeNeeds } from '../upgrade/k3s-upgrade.ts';

export default defineStep({
  id: 'kubelet.active',
  title: 'k3s runs with its present settings',
  only: 'k3s',
  needs: (scope) => {
    const unit = distributionOf(scope.cluster).unit[memberRole(scope.node)];
    return {
      ...k3sUpgradeNeeds(scope),
      unit: unitFact(unit),
      unitFile: fileFact(`/etc/systemd/system/${unit}`),
      record: fileFact(recordOf('k3s')),
      registries: fileFact(k3sPaths.registries),
      containerd: fileFact(k3sPaths.containerdSettings),
    };
  },
  *plan({ facts, ...scope }): Iterable<Change> {
    if (facts.state !== 'done') return;
    // An upgrade restarts k3s, too.
    if ([...k3sUpgrade(scope, facts)].length > 0) return;
    const reads = [facts.record, facts.unitFile, facts.config, facts.registries, facts.containerd];
    const explain = journalCause(scope.cluster);
    for (const change of ensureStarted(facts.unit, reads, startAndArrive(scope))) yield { ...change, explain };
  },
});
