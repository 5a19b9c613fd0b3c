import { type Change, defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureRunning, ensureStopped, removeUnit } from '../../resources/ensure-unit.ts';
import { template } from '../../resources/template.ts';

/** Measures the node, for the addon monitoring. */
export const exporterUnit = 'microcloud-node-exporter.service';
const path = `/etc/systemd/system/${exporterUnit}`;

export default defineStep({
  id: 'addon.exporter',
  title: 'Measurements of the node',
  needs: () => ({
    file: fileFact(path),
    unit: unitFact(exporterUnit),
    ofDebian: unitFact('prometheus-node-exporter.service'),
  }),
  *plan({ cluster, node, facts }) {
    if (!cluster.addons?.monitoring) return yield* ensureNone(facts.file.exists);
    // Debian's package starts the exporter, on all addresses.
    yield* ensureStopped(facts.ofDebian);
    const address = ipv4Of(node.address) ?? '';
    yield* ensureFile(facts.file, { content: template(exporterUnit, { address }) });
    yield* ensureRunning(facts.unit, [facts.file]);
  },
});

/** Removes the unit. Its package stays, as all packages do. */
function* ensureNone(isThere: boolean): Iterable<Change> {
  if (!isThere) return;
  yield { kind: 'change', summary: 'Stop measuring this node', script: removeUnit(exporterUnit, [path]) };
}
