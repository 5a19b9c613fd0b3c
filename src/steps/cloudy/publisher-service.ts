import type { PublisherConfigFile } from '../../../publisher/config.ts';
import { distributionOf } from '../../distributions/table.ts';
import { type Change, defineStep, type FactsOf, type Scope } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { links } from '../../facts/links.ts';
import { programsFact } from '../../facts/programs.ts';
import { publisherStatusFile } from '../../facts/publisher.ts';
import { unitFact } from '../../facts/unit.ts';
import { publishersOf } from '../../inventory/node-roles.ts';
import type { Node } from '../../inventory/schema.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureBuilt } from '../../resources/built-program.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureRunning, ensureStopped } from '../../resources/ensure-unit.ts';
import { recordOf } from '../../resources/program.ts';
import { publisher } from '../../resources/publisher-program.ts';
import { template } from '../../resources/template.ts';
import { sh } from '../../shell/sh.ts';
import { apisOf } from './api-addresses.ts';
import { noAddress, placeOf } from './cloudy-place.ts';
import { serfRpc } from './serf-members.ts';

const { folder, program, user } = publisher;

const needs = {
  links,
  users: fileFact('/etc/passwd'),
  programs: programsFact(folder),
  record: fileFact(recordOf(program)),
  config: fileFact(publisher.config),
  tokenScript: fileFact(`${folder}/publisher-token.sh`),
  tokenUnitFile: fileFact('/etc/systemd/system/microcloud-publisher-token.service'),
  tokenUnit: unitFact('microcloud-publisher-token.service'),
  unitFile: fileFact('/etc/systemd/system/microcloud-publisher.service'),
  unit: unitFact('microcloud-publisher.service'),
};

export default defineStep({
  id: 'pub.config',
  title: 'Publisher',
  follows: 'nodes',
  needs: () => needs,
  *plan({ facts, ...scope }) {
    const { cluster, node, nodes, cloudy } = scope;
    if (!publishersOf(nodes, cloudy).includes(node))
      return yield* [...ensureStopped(facts.unit), ...ensureStopped(facts.tokenUnit)];
    const place = placeOf(node, facts.links);
    if (!place) return yield noAddress;
    yield* ensureUser(facts);
    yield* ensureBuilt(program, facts.programs);
    yield* ensureFile(facts.config, { content: configText(scope, place.address) });
    yield* ensureFile(facts.tokenScript, {
      content: template('publisher-token.sh', { ca: distributionOf(cluster).clusterCa }),
      mode: '755',
    });
    yield* ensureFile(facts.tokenUnitFile, { content: template('microcloud-publisher-token.service', {}) });
    yield* ensureFile(facts.unitFile, { content: template('microcloud-publisher.service', {}) });
    yield* under('pub.active', ensureRunning(facts.tokenUnit, [facts.tokenScript]));
    yield* under('pub.active', ensureRunning(facts.unit, [facts.config, facts.record]));
  },
});

type Facts = FactsOf<typeof needs>;

function* ensureUser({ users }: Facts): Iterable<Change> {
  if (users.exists && users.content.includes(`\n${user}:`)) return;
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir=/nonexistent'];
  const script = sh`useradd ${options} --shell=/usr/sbin/nologin ${user}`;
  yield { kind: 'change', summary: `Make the user ${user}`, script };
}

function configText({ cluster, cloudy, node, nodes }: Scope, address: string): string {
  const config: PublisherConfigFile = {
    cluster: cluster.name,
    node: node.name,
    address,
    api: apisOf({ cluster, node, nodes }, address),
    caFile: `/run/${user}-token/ca.crt`,
    tokenFile: `/run/${user}-token/token`,
    statusFile: publisherStatusFile,
    serfRpc,
    neighbours: neighboursOf(node, publishersOf(nodes, cloudy)),
    ...cloudy.publish,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/**
 * Lists the addresses of the other publishers by name, sorted: moving a node's entry in the inventory changes nothing
 * on the nodes.
 */
function neighboursOf(node: Node, publishers: readonly Node[]): Readonly<Record<string, string>> {
  const others = publishers.filter((other) => other !== node);
  return Object.fromEntries(others.map(({ name, address }) => [name, address] as const).toSorted());
}
