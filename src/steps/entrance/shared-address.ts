import { distributionOf } from '../../distributions/table.ts';
import { type Change, defineStep, type FactsOf } from '../../engine/model.ts';
import { kubeadmRunning } from '../../facts/cluster/member-state.ts';
import { fileFact } from '../../facts/file.ts';
import { chooseLink, links } from '../../facts/links.ts';
import { unitFact } from '../../facts/unit.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { controlPlanesOf, isControlPlane } from '../../inventory/node-roles.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureEnabled, ensureStarted, removeUnit } from '../../resources/ensure-unit.ts';
import { entrance } from '../../resources/entrance.ts';
import { template } from '../../resources/template.ts';
import { sh } from '../../shell/sh.ts';
import { keepalivedText } from './keepalived.ts';

const { unit, unitFile, configuration, loaded, check, creating, pausing, handOver } = entrance;

const needs = {
  links,
  configuration: fileFact(configuration),
  loaded: fileFact(loaded),
  check: fileFact(check),
  handOver: fileFact(handOver),
  unitFile: fileFact(unitFile),
  unit: unitFact(unit),
};

/** The control planes hand an address to one another: nodes and people reach the API there while one of them is off. */
export default defineStep({
  id: 'net.shared_address',
  title: 'Shared address',
  follows: 'nodes',
  needs: () => needs,
  *plan({ cluster, node, nodes, facts }) {
    const { sharedAddress } = cluster;
    if (!sharedAddress || !isControlPlane(node)) return yield* ensureNone(facts);
    const link = chooseLink(facts.links, node.address);
    // Steps of the phase network say what is wrong there.
    if (!link) return;
    const peers = controlPlanesOf(nodes).flatMap(({ name, address }) =>
      name === node.name ? [] : (ipv4Of(address) ?? []),
    );
    const sorted = peers.toSorted();
    const content = keepalivedText({ node, sharedAddress, link: link.name, peers: sorted });
    const path = distributionOf(cluster).aliveAt;
    const script = { creating, pausing, joining: kubeadmRunning, path };
    const handing = { pausing, path, address: sharedAddress, peers: sorted.join(' ') };
    const texts = { written: configuration, loaded, address: sharedAddress, link: link.name };
    const names = controlPlanesOf(nodes).map(({ name }) => name);
    yield* ensureFile(facts.check, { content: template('api-answers.sh', script), mode: '755' });
    yield* ensureFile(facts.handOver, { content: template('hand-address-over.sh', handing) });
    yield* ensureFile(facts.configuration, {
      content,
      why: names.length > 1 ? `so that ${names.join(', ')} share ${sharedAddress}` : `so that it has ${sharedAddress}`,
    });
    yield* ensureFile(facts.unitFile, { content: template('microcloud-entrance.service', texts) });
    yield* ensureEnabled(facts.unit);
    const starts = [...ensureStarted(facts.unit, [facts.unitFile])];
    yield* starts;
    // Whoever has the address keeps it when keepalived reads its configuration again.
    if (starts.length > 0 || (facts.loaded.exists && facts.loaded.content === content)) return;
    yield {
      kind: 'change',
      about: 'reload',
      summary: `Let keepalived read ${configuration} again`,
      script: sh`systemctl daemon-reload && systemctl reload ${unit}`,
    };
  },
});

/** Nothing that shares an address: the inventory has none (any more), or the node is a worker now. */
function* ensureNone(facts: FactsOf<typeof needs>): Iterable<Change> {
  if (!facts.configuration.exists && !facts.unitFile.exists) return;
  const script = removeUnit(unit, [unitFile, check, handOver, configuration]);
  yield { kind: 'change', summary: 'Stop sharing an address', script };
}
