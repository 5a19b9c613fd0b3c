import { type Change, defineStep, type FactsOf } from '../../engine/model.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { links } from '../../facts/links.ts';
import { machineId } from '../../facts/machine.ts';
import { unitFact } from '../../facts/unit.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureRunning, ensureStopped } from '../../resources/ensure-unit.ts';
import { template } from '../../resources/template.ts';
import { noAddress, placeOf } from './cloudy-place.ts';
import { agentName, peersOf, serfPort, serfRpc } from './serf-members.ts';

const joinFacts = {
  joinService: fileFact('/etc/systemd/system/serf-join.service'),
  joinTimer: fileFact('/etc/systemd/system/serf-join.timer'),
  timer: unitFact('serf-join.timer'),
};

type JoinFacts = FactsOf<typeof joinFacts>;

export default defineStep({
  id: 'serf.config',
  title: 'Serf',
  follows: 'nodes',
  needs: () => ({
    machineId,
    links,
    config: fileFact('/etc/microcloud/serf.json'),
    unitFile: fileFact('/etc/systemd/system/serf.service'),
    initScript: fileFact('/etc/init.d/serf'),
    unit: unitFact('serf.service'),
    ...joinFacts,
  }),
  *plan({ node, nodes, cloudy, facts }) {
    if (!node.cloudy) {
      // Without our file this is a Serf that somebody else set up: it stays.
      if (!facts.config.exists) return;
      yield* under('serf.join_timer', ensureStopped(facts.timer));
      return yield* ensureStopped(facts.unit);
    }
    const place = placeOf(node, facts.links);
    if (!place) return yield noAddress;
    const peers = peersOf(node, nodes, cloudy);
    const name = agentName(facts.machineId, node);
    yield* ensureFile(facts.config, { content: configText(name, place.address, peers) });
    yield* ensureFile(facts.unitFile, { content: template('serf.service', {}) });
    yield* ensureOwnScript(facts.initScript);
    yield* under('serf.active', ensureRunning(facts.unit, [facts.config]));
    yield* under('serf.join_timer', peers.length === 0 ? ensureStopped(facts.timer) : ensureJoining(facts, peers));
  },
});

/** Yields a timer that joins the peers again: a node that was alone for a while would stay alone. */
function* ensureJoining({ joinService, joinTimer, timer }: JoinFacts, peers: readonly string[]): Iterable<Change> {
  yield* ensureFile(joinService, { content: template('serf-join.service', { peers: peers.join(' ') }) });
  yield* ensureFile(joinTimer, { content: template('serf-join.timer', {}) });
  yield* ensureRunning(timer);
}

// Debian's script calls systemd. The script of Cloudy's own installer would start a second agent.
function* ensureOwnScript(state: FileState): Iterable<Change> {
  if (state.exists && state.content.includes('SERFPATH='))
    yield* ensureFile(state, { content: template('systemctl.init', { name: 'serf' }), mode: '755' });
}

// https://www.serf.io/docs/agent/options.html
function configText(name: string, address: string, peers: readonly string[]): string {
  const config = {
    node_name: name,
    bind: `${address}:${serfPort}`,
    rpc_addr: serfRpc,
    // The whole community uses these two values. Agents with other values do not understand this agent, or think it is
    // down.
    protocol: 4,
    profile: 'wan',
    // Services and members survive a restart: the same node comes back, and no second node appears beside a dead one.
    tags_file: '/var/lib/serf/tags.json',
    snapshot_path: '/var/lib/serf/snapshot',
    rejoin_after_leave: true,
    retry_join: peers,
    retry_interval: '5s',
    log_level: 'warn',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
