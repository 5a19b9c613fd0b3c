import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { clusterArtifacts, stagedPath } from '../../src/artifacts/artifact-table.ts';
import { ask } from '../../src/engine/apply.ts';
import { converge } from '../../src/engine/converge.ts';
import type { Fact, Phase, Scope } from '../../src/engine/model.ts';
import { factsOf, plan } from '../../src/engine/plan.ts';
import type { Session } from '../../src/engine/session.ts';
import { sh } from '../../src/shell/sh.ts';
import { loadPhases, type PhaseName, phaseRows, removalNames } from '../../src/steps/phases.ts';
import { fixture } from '../support/fixture.ts';
import { k3sScope, linksWith } from '../support/k3s.ts';
import { sharedSecrets } from '../support/kubeadm.ts';
import { makeScope, unitAnswer } from '../support/plan.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';
import type { World } from '../support/scratch/world.ts';

/** A node to which most steps of a row have something to do. */
interface Start {
  readonly world: World;
  readonly scope?: Scope;
  /** What facts say that the world cannot tell, by id. */
  readonly given?: Readonly<Record<string, string>>;
}

const pi = 'pi-4-raspios-trixie';
const stopped = unitAnswer({ active: 'inactive', enablement: 'disabled', started: '' });
/** Units that are there and do not run. */
const units = (...names: readonly string[]): World => ({
  units: Object.fromEntries(names.map((name) => [name, stopped])),
  files: Object.fromEntries(names.map((name) => [`/run/systemd/system/${name}`, ''])),
});
const both = (one: World, other: World): World => ({ ...one, ...other, files: { ...one.files, ...other.files } });
/** containerd has them all: nothing else can tell so. */
const images = clusterArtifacts(makeScope().cluster, 'worker', 'arm64')
  .map(({ name }) => `${name}\n`)
  .join('');

const clockIsRight = { clock: '0\n' };
const k3s = { member: 'none\n', 'datastore of k3s': 'none\n', 'network links': linksWith('192.168.0.202') };

/** Rows of more than one step, and a node on which they are tried. */
const tried: Partial<Readonly<Record<PhaseName, readonly Start[]>>> = {
  identity: [
    {
      world: {
        files: {
          '/etc/hostname': 'raspberrypi\n',
          '/proc/sys/kernel/hostname': 'raspberrypi\n',
          '/etc/hosts': fixture(`${pi}/hosts`),
          '/etc/cloud/cloud.cfg': 'cloud_init_modules: [set_hostname, ssh]\n',
        },
      },
    },
  ],
  kernel: [
    {
      world: both(units('dphys-swapfile.service', 'systemd-timesyncd.service', 'NetworkManager.service'), {
        files: {
          '/boot/firmware/cmdline.txt': fixture(`${pi}/cmdline.txt`),
          '/proc/cmdline': 'console=tty1 root=/dev/mmcblk0p2 cgroup_disable=memory\n',
          '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io pids\n',
          '/proc/modules': '',
          '/proc/sys/kernel/osrelease': '6.12.47+rpt-rpi-v8\n',
          '/proc/sys/net/ipv4/ip_forward': '0\n',
          '/proc/sys/fs/inotify/max_user_instances': '128\n',
          '/proc/sys/fs/inotify/max_user_watches': '8192\n',
          '/proc/swaps': 'Filename\tType\tSize\tUsed\tPriority\n/var/swap\tfile\t102396\t0\t-2\n',
          '/etc/fstab': `${fixture(`${pi}/fstab`)}/swapfile none swap sw 0 0\n`,
          '/etc/dhcpcd.conf': 'hostname\ninterface eth0\n',
        },
      }),
      given: clockIsRight,
    },
  ],
  runtime: [
    {
      world: units('containerd.service', 'docker.service'),
      scope: makeScope({
        cluster: {
          registries: {
            mirrors: { 'docker.io': ['https://registry.home.arpa:5000'] },
            ca: { 'registry.home.arpa:5000': '-----BEGIN CERTIFICATE-----' },
          },
        },
      }),
    },
  ],
  volumes: [
    {
      world: {
        ...both(units('nfs-server.service', 'rpcbind.socket', 'rpcbind.service', 'rpc-statd.service'), {
          files: { '/proc/mounts': '' },
        }),
        programs: { chattr: ':' },
      },
      scope: makeScope({ cluster: { addons: { nfs: { node: 'pi-2' } } } }),
      given: {
        'folder for all nodes': `folder 711 root\n${[201, 202, 203].map((end) => `client 192.168.0.${end}\n`).join('')}`,
        'NFS of others': 'settings\n',
      },
    },
  ],
  kubernetes: [
    { world: {}, given: { images } },
    { world: {}, scope: k3sScope({ secrets: sharedSecrets }), given: k3s },
  ],
  cloudy: [
    {
      world: units('serf.service'),
      scope: makeScope({ cloudy: { install: 'agent' } }),
      given: {
        'network links': linksWith('192.168.0.202'),
        'machine id': '0123456789abcdef0123456789abcdef\n',
        'SSH passwords': '',
      },
    },
  ],
};

/** Why the other rows of several steps are not tried here; test/lab/prepare.test.ts tries some of them on real systems. */
const untried: Partial<Readonly<Record<PhaseName, string>>> = {
  preflight: 'it changes nothing',
  network: 'it moves the node, or only warns',
  packages: 'apt does all of it',
  entrance: 'a cluster would have to be there',
  create: 'each distribution has one step to make a cluster, and one to make it again',
  addons: 'each step has objects of its own in the cluster',
  upgrade: 'the cluster would have to answer',
  join: 'each distribution has one step',
  settle: 'the cluster would have to answer',
  people: 'each step has objects of its own in the cluster',
  'leave/depart': 'each distribution has one step',
  'leave/revoke': 'each step has objects of its own in the cluster',
  'leave/stop': 'the cluster and its pods would have to run',
  'leave/clear': "it takes away what is the kernel's",
  'leave/erase': 'each step has files of its own, which test/steps/leave tries',
  'leave/uninstall': 'each step has files of its own, which test/steps/leave tries',
};

async function afterwards(t: TestContext, phase: Phase, { world, scope = makeScope(), given = {} }: Start) {
  const artifacts = clusterArtifacts(scope.cluster, scope.node.role, 'arm64');
  const staged = Object.fromEntries(
    artifacts.map((artifact) => [stagedPath(artifact), `#!/bin/sh\n: ${artifact.name}\n`]),
  );
  const connection = await scratchNode(t, { files: staged }, world);
  const told = (fact: Fact<unknown>): Fact<unknown> =>
    given[fact.id] === undefined ? fact : { ...fact, ask: sh`printf %s ${given[fact.id] ?? ''}` };
  const made: string[] = [];
  const session: Session = {
    connection,
    scope,
    facts: factsOf([phase], scope).map(told),
    holder: 'test',
    clock: { now: () => 0, sleep: () => Promise.reject(new Error('it waits')) },
    emit: (event) => event.kind === 'change' && made.push(event.change.summary),
  };
  const answers = await converge(session, [phase], await ask(session));
  const left = plan([phase], scope, answers).flatMap(({ changes, problems, waits }) => [
    ...changes,
    ...problems,
    ...waits,
  ]);
  assert.deepEqual(left, []);
  const files = Object.entries(connection.files()).map(([path, text]) => {
    const timeless = text.replaceAll(times, 'TIME');
    return [path, path.startsWith('/run/fake/units/') ? unitLines(timeless) : timeless];
  });
  return { files: Object.fromEntries(files), made };
}

/** What systemd says of a unit, in one order. That nothing must be read anew is also what it says by saying nothing. */
function unitLines(text: string): string {
  const lines = text.split('\n').filter((line) => line !== 'NeedDaemonReload=no');
  return lines.sort().join('\n');
}

/** When units started, and when programs were installed. */
const times = /^ExecMainStartTimestamp=.*$|\b1[789]\d{8}\b/gm;

describe('the order of steps inside a row', async () => {
  for (const [name, starts = []] of Object.entries(tried)) {
    const [phase] = await loadPhases([name as PhaseName]);
    assert.ok(phase);
    for (const start of starts) {
      const { distribution } = (start.scope ?? makeScope()).cluster;
      it(`does not matter in ${name} with ${distribution}`, needsScratch, async (t) => {
        const forth = await afterwards(t, phase, start);
        const back = await afterwards(t, { ...phase, steps: phase.steps.toReversed() }, start);
        assert.deepEqual(back.files, forth.files);
        assert.deepEqual(back.made.toSorted(), forth.made.toSorted());
        assert.notDeepEqual(back.made, forth.made, 'fewer than two steps had something to do');
      });
    }
  }

  it('is tried in each row that has several steps, or it is said why not', async () => {
    const names: readonly PhaseName[] = [...phaseRows.map((row) => row.name), ...Object.values(removalNames).flat()];
    const phases = await Promise.all(names.map(async (name) => ({ name, phase: (await loadPhases([name]))[0] })));
    const several = phases.filter(({ phase }) => (phase?.steps.length ?? 0) > 1).map(({ name }) => name);
    assert.deepEqual(several.toSorted(), [...Object.keys(tried), ...Object.keys(untried)].sort());
  });
});
