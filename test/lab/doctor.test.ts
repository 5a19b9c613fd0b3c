import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import { labDown } from '../../lab/down.ts';
import { filesOf, passwordIn } from '../../lab/state.ts';
import type { RunningLab } from '../../lab/up.ts';
import { needsCloudy } from '../support/cloudy.ts';
import { execsOf, freshLab, init, inside, logSessions, microcloud, withInventory } from '../support/cluster.ts';
import { cure, examined, inject, settled, shareTwins } from '../support/doctor.ts';
import { cloudyFaults, pageFaults } from '../support/faults/cloudy.ts';
import { clusterFaults } from '../support/faults/cluster.ts';
import { fake } from '../support/faults/fault.ts';
import { linkFaults } from '../support/faults/link.ts';
import { machineFaults } from '../support/faults/machine.ts';
import { networkFaults } from '../support/faults/network.ts';
import { podFaults } from '../support/faults/pods.ts';
import { newcomerFaults, systemFaults } from '../support/faults/system.ts';
import { endlessFaults, refusalFaults } from '../support/faults/workloads.ts';

const name = 'test-doctor';
let lab: RunningLab;
/** Two nodes are a cluster, the third one stays as it was flashed. */
let cluster: RunningLab;
before(async () => {
  lab = await freshLab(name, 3);
  cluster = await withInventory(lab, 'cluster', (file) => ({ ...file, nodes: file.nodes.slice(0, 2) }));
});
after(() => labDown({ name }));

test('it finds nothing that would stop init on fresh nodes', async () => {
  const { reached } = await settled(lab, [], { args: ['--before-install'] });
  assert.equal(reached, 3);
});

test('it finds nothing in a healthy cluster, asks once, and says what it could not ask', {
  timeout: 600_000,
}, async () => {
  await init(cluster);
  await settled(cluster, []);
  await logSessions(lab, 'pi-2');
  const { checks, unasked } = await examined(cluster);
  assert.ok(checks > 100);
  assert.deepEqual(unasked, [
    { reason: 'pi-1, pi-2: no vcgencmd', checks: ['hw.power', 'hw.throttled'] },
    { reason: 'pi-1, pi-2: no thermometer', checks: ['hw.temperature'] },
  ]);
  assert.equal(await execsOf(lab, 'pi-2'), 1);
});

test('it says that a node is not in the cluster, unless it need not be', async () => {
  const only = ['--only', 'pi-3'];
  await settled(lab, ['node.absent'], { args: only });
  const address = lab.nodes.find((node) => node.name === 'pi-3')?.address;
  const key = join(lab.directory, 'id_ed25519');
  const home = join(lab.directory, 'home', '.ssh');
  execFileSync('sh', ['-c', `install -m 600 ${key} ${home}/id_ed25519`]);
  await inside(lab, 'pi-3', "echo 'pi ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/test");
  // Containers have the control groups of their host, which no inventory accepts here.
  const { code, stdout } = await microcloud(lab, [
    'doctor',
    `pi@${address}`,
    '--ignore',
    'cgroup.v1,disk.full',
    '--accept-new-host-keys',
  ]);
  await inside(lab, 'pi-3', 'rm /etc/sudoers.d/test');
  rmSync(`${home}/id_ed25519`);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^No problems found: \d+ checks on 1 node\./);
});

describe('a fault', () => {
  before(() => shareTwins(lab));
  // The others take as long again: MICROCLOUD_TEST_FAULTS=all.
  const others = [
    ...[...clusterFaults, ...podFaults, ...refusalFaults, ...endlessFaults],
    ...[...pageFaults, ...cloudyFaults, ...linkFaults],
  ];
  const faults = [
    ...machineFaults,
    ...systemFaults,
    ...networkFaults,
    ...(process.env.MICROCLOUD_TEST_FAULTS === 'all' ? others : []),
  ];
  for (const fault of faults) {
    const skip = pageFaults.includes(fault) && needsCloudy.skip;
    it(`is found, named, cured and gone: ${fault.id}`, { timeout: 700_000, skip }, async () => {
      let isSilent = false;
      await inject(cluster, fault);
      try {
        await settled(cluster, [fault.id]);
      } finally {
        isSilent = await cure(cluster, fault);
      }
      // What the test itself has undone, and goes at once, must be gone when the next fault is the only finding.
      const isGone = typeof fault.cure !== 'string' && !fault.isSlow;
      if (!isSilent && !isGone) await settled(cluster, []);
    });
  }

  it('is gone, as all of them are', { timeout: 700_000 }, async () => {
    await settled(cluster, []);
  });

  const args = ['--only', 'pi-3', '--before-install'];
  for (const { id, fault, undo } of newcomerFaults) {
    it(`is found before init: ${id}`, { timeout: 700_000 }, async () => {
      await inside(lab, 'pi-3', fault);
      try {
        await settled(lab, [id], { args });
      } finally {
        await inside(lab, 'pi-3', undo);
      }
    });
  }

  it('is gone before init, as all of them are', { timeout: 700_000 }, async () => {
    await settled(lab, [], { args });
  });
});

const otherVersions = [
  { version: '1.36.3', refusal: /^pi-1: it has .*1\.37\.2, and the inventory asks for 1\.36\.3/m },
  { version: '1.37.99', refusal: /^pi-1: .*v1\.37\.99 for .* cannot be found anywhere\.$/m },
];
for (const { version, refusal } of otherVersions) {
  test(`it does not bring ${version}, which the inventory asks for and init cannot bring`, {
    timeout: 700_000,
  }, async () => {
    const other = await withInventory(cluster, `version-${version}`, (file) => ({
      ...file,
      cluster: { ...file.cluster, version },
    }));
    const programs = 'stat -c "%n %Y" /usr/local/bin/kube*; systemctl show -p ExecMainStartTimestamp kubelet';
    const before = await Promise.all(['pi-1', 'pi-2'].map((node) => inside(lab, node, programs)));
    const fixed = await microcloud(other, ['doctor', '--fix', '--yes']);
    assert.equal(fixed.code, 3, fixed.stderr);
    assert.doesNotMatch(fixed.stderr, /Install kube|Import|changes on/);
    const refused = await microcloud(other, ['init', '--yes']);
    assert.equal(refused.code, 1, refused.stderr);
    assert.match(refused.stderr, refusal);
    assert.deepEqual(await Promise.all(['pi-1', 'pi-2'].map((node) => inside(lab, node, programs))), before);
  });
}

test('it reads journals as far back as it is told to', { timeout: 700_000 }, async () => {
  // What the kernel said half an hour ago; systemd's own programs say what is meant by --since.
  const { fault, cure: end } = fake(
    'journalctl',
    `case "$*" in *" -k "*)
  for word; do case $word in --since=*) since=$(systemd-analyze timestamp -- "\${word#--since=}" | sed -n 's/.*UNIX seconds: @\\([0-9]*\\).*/\\1/p') ;; esac; done
  [ "$since" -gt $(($(date +%s) - 1800)) ] || echo 'Out of memory: Killed process 812 (kube-apiserver)'
  exit ;; esac`,
  );
  await inside(lab, 'pi-2', fault);
  try {
    await settled(cluster, ['memory.oom'], { args: ['--since', '1h'] });
    await settled(cluster, [], { args: ['--since', '10m'] });
  } finally {
    await inside(lab, 'pi-2', end.shell);
  }
});

test('support packs what helps, and no secret', async () => {
  const archive = join(lab.directory, 'support.tar.gz');
  const { code, stdout, stderr } = await microcloud(cluster, ['support', '--output', archive, '--hide-addresses']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /nodes\/pi-1\/journal\.log[\s\S]*cluster\/pi-1\/nodes\.txt/);
  const text = execFileSync('tar', ['-xzOf', archive], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.match(text, /: \d+ checks on 2 nodes\./);
  assert.ok(!text.includes(await passwordIn(filesOf(lab.directory))));
  assert.doesNotMatch(text, /PRIVATE KEY-----\n|\b[a-z0-9]{6}\.[a-z0-9]{16}\b|\b172\.29\.\d+\.\d+\b/);
});
