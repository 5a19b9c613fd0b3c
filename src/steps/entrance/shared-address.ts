import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { kubeadmRunning } from '../../facts/cluster/member-state.ts';
import { fileFact } from '../../facts/file.ts';
import { chooseLink, links } from '../../facts/links.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { holdersOf, isProxy } from '../../inventory/node-roles.ts';
import { daemonNeeds, ensureDaemon, ensureNoDaemon } from '../../resources/ensure-daemon.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { entrance } from '../../resources/entrance.ts';
import { proxy } from '../../resources/proxy.ts';
import { template } from '../../resources/template.ts';
import { keepalivedText } from './keepalived.ts';

const { configuration, loaded, check, creating, pausing, handOver } = entrance;

const needs = { links, ...daemonNeeds(entrance), check: fileFact(check), handOver: fileFact(handOver) };

/** Control planes, or the proxies before them, hand an address to one another: the API answers there while one is off. */
export default defineStep({
  id: 'net.shared_address',
  title: 'Shared address',
  on: 'machines',
  follows: 'nodes',
  needs: () => needs,
  *plan({ facts, ...scope }) {
    const { cluster, node, nodes, proxies } = scope;
    const { sharedAddress } = cluster;
    const holders = sharedAddress ? holdersOf([...nodes, ...proxies]) : [];
    if (!sharedAddress || !holders.some(({ name }) => name === node.name)) {
      return yield* ensureNoDaemon(entrance, facts, { summary: 'Stop sharing an address', files: [check, handOver] });
    }
    const link = chooseLink(facts.links, node.address);
    // Steps of the phase network say why no interface has the node's address.
    if (!link) return;
    const others = holders.filter(({ name }) => name !== node.name);
    const peers = others.flatMap(({ address }) => ipv4Of(address) ?? []).toSorted();
    yield* ensureFile(facts.check, { content: checkText(scope), mode: '755' });
    if (!isProxy(node)) yield* ensureFile(facts.handOver, { content: handOverText(cluster, peers) });
    const names = holders.map(({ name }) => name);
    // Whoever has the address keeps it when keepalived reads its configuration again.
    yield* ensureDaemon(entrance, facts, {
      content: keepalivedText({ node, sharedAddress, link: link.name, peers }),
      why: names.length > 1 ? `so that ${names.join(', ')} share ${sharedAddress}` : `so that it has ${sharedAddress}`,
      unitText: template('microcloud-entrance.service', {
        ...{ written: configuration, loaded },
        ...{ address: sharedAddress, link: link.name },
      }),
    });
  },
});

/** Makes the script by which keepalived asks whether this machine may have the address. */
function checkText({ cluster, node }: Pick<Scope, 'cluster' | 'node'>): string {
  if (isProxy(node)) return template('proxy-answers.sh', { answers: proxy.answers });
  const path = distributionOf(cluster).aliveAt;
  return template('api-answers.sh', { creating, pausing, joining: kubeadmRunning, path });
}

function handOverText(cluster: Scope['cluster'], peers: readonly string[]): string {
  const values = { pausing, path: distributionOf(cluster).aliveAt, address: `${cluster.sharedAddress}` };
  return template('hand-address-over.sh', { ...values, peers: peers.join(' ') });
}
