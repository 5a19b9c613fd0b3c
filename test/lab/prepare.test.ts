import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labDown } from '../../lab/down.ts';
import type { FlavourName } from '../../lab/flavours.ts';
import { judgeNode, nodeChecks } from '../../src/doctor/judge.ts';
import { loadChecks } from '../../src/doctor/themes.ts';
import { factsIn } from '../../src/engine/answers.ts';
import { ask } from '../../src/engine/apply.ts';
import { machineClock } from '../../src/engine/clock.ts';
import { converge } from '../../src/engine/converge.ts';
import type { Phase } from '../../src/engine/model.ts';
import { patience } from '../../src/engine/patience.ts';
import { factsOf, plan } from '../../src/engine/plan.ts';
import { runRound } from '../../src/engine/round.ts';
import type { Session } from '../../src/engine/session.ts';
import { fileFact } from '../../src/facts/file.ts';
import { unitFact } from '../../src/facts/unit.ts';
import { ensureStarted } from '../../src/resources/ensure-unit.ts';
import { sh } from '../../src/shell/sh.ts';
import { loadPhases } from '../../src/steps/phases.ts';
import { until } from '../support/cluster.ts';
import { DockerConnection } from '../support/docker.ts';
import { surroundings } from '../support/doctor.ts';
import { flavoursToTest, startFreshNodes } from '../support/lab.ts';
import { makeScope } from '../support/plan.ts';

const flavours = flavoursToTest();
const checks = await loadChecks();
const phases = await loadPhases(['preflight', 'identity', 'kernel', 'reboot']);
const reversed: readonly Phase[] = phases.map(({ name, steps }) => ({ name, steps: steps.toReversed() }));

describe('preparing a simulated Pi', () => {
  for (const flavour of flavours) {
    it(`with ${flavour} ends the same in any order, and stays so over a reboot`, () => prepares(flavour));
  }
});

async function prepares(flavour: FlavourName): Promise<void> {
  const name = `prepare-${flavour}`;
  try {
    const nodes = await startFreshNodes(name, flavour, 2);
    const [forth, back] = nodes.map(({ container }) => sessionWith(container, flavour));
    assert.ok(forth && back);
    await forth.connection.reconnect();
    await silent(forth);
    await Promise.all([prepare(forth, phases), prepare(back, reversed)]);
    await silent(forth);
    assert.deepEqual(await filesOf(forth), await filesOf(back));
    assert.deepEqual(await findings(forth), []);
    await restart(forth);
    assert.deepEqual(await findings(forth), []);
    // Debian 11's systemd tells whole seconds.
    if (flavour !== 'bullseye') await seesWhatIsWrittenInTheSecondOfAStart(forth);
  } finally {
    await labDown({ name });
  }
}

function sessionWith(container: string, flavour: FlavourName): Session {
  // The containerd of bullseye is too old for kubeadm, and its nodejs for Cloudy.
  const scope =
    flavour === 'bullseye' ? makeScope({ cluster: { distribution: 'k3s' }, all: { cloudy: false } }) : makeScope();
  const connection = new DockerConnection(container, scope.node.name);
  return { connection, scope, facts: factsOf(phases, scope), emit: () => {}, holder: 'test', clock: machineClock };
}

async function prepare(session: Session, order: readonly Phase[]): Promise<void> {
  await session.connection.reconnect();
  await converge(session, order, await ask(session));
}

/** What is missing once nothing more is waited for, as a run would wait: after a boot cloud-init may still be at work. */
async function findings(session: Session): Promise<readonly string[]> {
  const pause = patience(session);
  for (;;) {
    const execs = session.connection.execs;
    const planned = plan(phases, session.scope, await ask(session));
    assert.equal(session.connection.execs, execs + 1);
    const [wait] = planned.flatMap(({ waits }) => waits);
    if (!wait)
      return planned.flatMap(({ changes, problems }) => [...changes, ...problems].map(({ summary }) => summary));
    await pause(wait);
  }
}

/** Doctor has nothing to say, or later: DHCP comes some time after SSH. */
async function silent(session: Session): Promise<void> {
  const isSilent = async () => (await complaints(session)).length === 0;
  await until(isSilent, 300).catch(async () => assert.deepEqual(await complaints(session), []));
}

/** What doctor's own checks say of a node that is in no cluster. */
async function complaints(session: Session): Promise<readonly string[]> {
  // Containers have the control groups of their host.
  const { cluster } = makeScope({ cluster: { kubeadm: { kubelet: { failCgroupV1: false } } } });
  const asked = { ...session.scope, cluster, since: '-1h' };
  const facts = nodeChecks(checks, asked).flatMap((check) => factsIn(check.needs(asked)));
  const { found } = judgeNode(checks, asked, await ask(session, facts), { isMember: false });
  const own = found.filter(({ check }) => !surroundings.includes(check.id));
  return own.map(({ check, what }) => `${check.id}: ${what}`);
}

/** As when apt starts a service and its settings follow at once. */
async function seesWhatIsWrittenInTheSecondOfAStart({ connection }: Session): Promise<void> {
  const written = '/root/written';
  const [older, newer] = [fileFact('/root/older'), fileFact(written)];
  const unit = unitFact('ssh.service');
  await connection.run(sh`while case $(date +%N) in 0[0-3]*) false ;; esac; do sleep 0.01; done
touch /root/older; sleep 0.02; systemctl restart ssh.service && touch ${written}`);
  const result = await runRound(connection, { changes: [], facts: [older, newer, unit], holder: 'test' });
  assert.equal(result.kind, 'done');
  const [state, read] = [result.answers.get(unit), [older, newer].map((fact) => result.answers.get(fact))];
  assert.deepEqual([...ensureStarted(state, read.slice(0, 1))], []);
  const [restart] = ensureStarted(state, read);
  assert.equal(restart?.summary, `Restart ssh.service: ${written} is newer than its start`);
}

/** Every file that the steps look at, but for what a boot makes. */
async function filesOf(session: Session): Promise<unknown> {
  const answers = await ask(session);
  const files = session.facts.filter(({ id }) => id.startsWith('file ') && !id.startsWith('file /run/'));
  return files.map((fact) => ({ ...(answers.get(fact) as object), modified: undefined }));
}

/** Once more than the steps do: now it is cloud-init, NetworkManager and systemd that could undo something. */
async function restart({ connection }: Session): Promise<void> {
  const started = () => connection.run(sh`stat -c %Y /proc/1 && cat /proc/sys/kernel/random/boot_id`);
  const before = (await started()).stdout;
  await connection.run(sh`systemctl --no-block reboot`).catch(() => {});
  for (;;) {
    await connection.reconnect();
    const now = await started().catch(() => undefined);
    if (now?.code === 0 && now.stdout !== before) break;
  }
  await connection.reconnect();
}
