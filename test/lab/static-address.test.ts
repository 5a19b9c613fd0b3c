import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { labDown } from '../../lab/down.ts';
import type { FlavourName } from '../../lab/flavours.ts';
import type { NodePlan } from '../../lab/lab-plan.ts';
import { filesOf, labDirectory, loginUser, passwordIn } from '../../lab/state.ts';
import { ask } from '../../src/engine/apply.ts';
import { machineClock } from '../../src/engine/clock.ts';
import { converge } from '../../src/engine/converge.ts';
import type { Event } from '../../src/engine/events.ts';
import { factsOf, plan } from '../../src/engine/plan.ts';
import type { Session } from '../../src/engine/session.ts';
import { UserError } from '../../src/errors.ts';
import { Secret, sh } from '../../src/shell/sh.ts';
import { loadPhases } from '../../src/steps/phases.ts';
import { connect } from '../../src/transport/ssh-connection.ts';
import { flavoursToTest, startFreshNodes } from '../support/lab.ts';
import { makeScope } from '../support/plan.ts';
import { until } from '../support/until.ts';

const flavours = flavoursToTest();
const phases = await loadPhases(['network']);
/** A network that nobody is in. */
const nowhere = { subnet: '10.99.0.0/24', gateway: '10.99.0.1', nameservers: ['10.99.0.1'] };

// Side by side: most of it is waiting for nodes to give up.
describe('a static address', { concurrency: true }, () => {
  // What looks for a node there must not leave this machine.
  before(() => execFileSync('ip', ['route', 'replace', 'blackhole', nowhere.subnet]));
  after(() => execFileSync('ip', ['route', 'del', 'blackhole', nowhere.subnet]));
  for (const flavour of flavours) describe(`of a ${flavour} node`, { concurrency: false }, () => tries(flavour));
});

function tries(flavour: FlavourName): void {
  const name = `address-${flavour}`;
  const directory = mkdtempSync(join(tmpdir(), 'microcloud-test-'));
  const open: Session[] = [];
  let node: NodePlan;
  let network: { subnet: string; gateway: string; nameservers: string[] };

  before(async () => {
    [node] = (await startFreshNodes(name, flavour, 1)) as [NodePlan];
    const prefix = node.address.replace(/\d+$/, '');
    network = { subnet: `${prefix}0/24`, gateway: `${prefix}1`, nameservers: [`${prefix}1`] };
  });
  after(async () => {
    for (const { connection } of open) connection.close();
    await labDown({ name });
    rmSync(directory, { recursive: true });
  });

  it('is taken back by the node itself when it cuts the node off', async () => {
    const session = await openSession(node.address, '10.99.0.5', nowhere);
    await assert.rejects(init(session), (error: UserError) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^pi-1 cannot have 10\.99\.0\.5 .* it is back at its old address\.$/);
      return true;
    });
    assert.deepEqual(await addresses(session), [node.address]);
    assert.deepEqual(await findings(await openSession(node.address, undefined)), []);
  });

  it('is taken back at the next boot when the node goes down before', async () => {
    const session = await openSession(node.address, '10.99.0.5', nowhere);
    const emit = (event: Event) => {
      // The node has the new address by the time that nobody has found it there.
      if (event.kind === 'note' && /^10\.99\.0\.5 does not work/.test(event.message)) restart(node);
    };
    await assert.rejects(init({ ...session, emit }), /it is back at its old address/);
    assert.deepEqual(await addresses(session), [node.address]);
  });

  it('is taken back at once when its router does not answer', async () => {
    const gateway = node.address.replace(/\d+$/, '250');
    const session = await openSession(node.address, node.staticAddress, { ...network, gateway });
    await assert.rejects(
      init(session),
      RegExp(`cannot have \\S+ \\(the router ${gateway} does not answer\\): it is back at its old address`),
    );
    assert.deepEqual(await addresses(session), [node.address]);
  });

  it('is refused when another machine has it', async () => {
    const session = await openSession(node.address, network.gateway);
    await assert.rejects(init(session), (error: UserError) => {
      assert.match(error.message, RegExp(`${network.gateway} is in use by another machine: ([0-9a-f]{2}:){5}`, 'i'));
      return true;
    });
    assert.deepEqual(await findings(await openSession(node.address, undefined)), []);
  });

  it('is only written down when the node has it from DHCP', async () => {
    const session = await openSession(node.address, node.address);
    const changes = (await ask(session).then((answers) => plan(phases, session.scope, answers))).flatMap(
      (phase) => phase.changes,
    );
    assert.ok(changes.length > 0 && changes.every(({ effect }) => effect === undefined));
    await init(session);
    assert.equal(session.connection.execs, 3);
    assert.deepEqual(await findings(session), []);
  });

  it('is moved to, once, also where that takes a busy node more than a minute', async () => {
    const session = await openSession(node.address, node.staticAddress);
    inside(
      node,
      `cat >/usr/local/sbin/nmcli <<'END'
#!/bin/sh
case "$*" in "connection up"*) sleep 70 ;; esac
exec /usr/bin/nmcli "$@"
END
chmod +x /usr/local/sbin/nmcli`,
    );
    await init(session).finally(() => inside(node, 'rm /usr/local/sbin/nmcli'));
    assert.deepEqual(await addresses(session), [node.staticAddress]);
    const again = await openSession(node.staticAddress, node.staticAddress);
    assert.deepEqual(await findings(again), []);
    assert.equal(again.connection.execs, 1);
  });

  it('stays over three boots, and neither the old one nor a lease comes back', async () => {
    for (const _ of ['once', 'twice', 'three times']) {
      restart(node);
      const session = await openSession(node.staticAddress, node.staticAddress);
      assert.deepEqual(await findings(session), []);
      assert.deepEqual(await addresses(session), [node.staticAddress]);
    }
    const left = 'ls -d /var/lib/microcloud/network /etc/systemd/system/microcloud-*';
    assert.equal(inside(node, `${left} 2>/dev/null || :`), '');
  });

  // Raspberry Pi's NetworkManager writes netplan's files anew at boot. What an earlier version of microcloud had put
  // there became a second address.
  const skip = flavour !== 'trixie' && 'the system has no such NetworkManager';
  it('is alone where a file of netplan from an earlier version gave it beside a lease', { skip }, async () => {
    inside(
      node,
      `rm /etc/NetworkManager/system-connections/microcloud.nmconnection
printf %s '${oldNetplan(node.staticAddress, network)}' >/etc/netplan/60-microcloud.yaml
chmod 600 /etc/netplan/60-microcloud.yaml`,
    );
    restart(node);
    const before = await openSession(node.staticAddress, undefined);
    // The lease comes some time after the static address, by which SSH is there already.
    const both = [node.address, node.staticAddress].toSorted();
    await until(async () => assert.deepEqual((await addresses(before)).toSorted(), both), 60);
    assert.doesNotMatch(inside(node, 'ls /etc/netplan'), /microcloud/);
    const session = await openSession(node.address, node.staticAddress);
    await init(session);
    assert.deepEqual(await addresses(session), [node.staticAddress]);
    restart(node);
    const again = await openSession(node.staticAddress, node.staticAddress);
    assert.deepEqual(await addresses(again), [node.staticAddress]);
    assert.deepEqual(await findings(again), []);
  });

  it('stays where NetworkManager moves its profile to netplan', { skip }, async () => {
    inside(node, 'touch /etc/lab-moves-keyfiles');
    restart(node);
    const session = await openSession(node.staticAddress, node.staticAddress);
    assert.match(inside(node, 'ls /etc/netplan'), /90-NM-f3bca1b5/);
    assert.deepEqual(await addresses(session), [node.staticAddress]);
    assert.deepEqual(await findings(session), []);
  });

  it('is taken back with all files that were written anew meanwhile', { skip }, async () => {
    const files = 'cd /etc/netplan && sha256sum *; ls /etc/NetworkManager/system-connections';
    const before = inside(node, files);
    const session = await openSession(node.staticAddress, '10.99.0.5', nowhere);
    const emit = (event: Event) => {
      if (event.kind !== 'note' || !/^10\.99\.0\.5 does not work/.test(event.message)) return;
      inside(node, 'cd /etc/netplan; for file in *; do echo "# anew" >>$file; done; echo "network: {}" >95-more.yaml');
    };
    await assert.rejects(init({ ...session, emit }), /it is back at its old address/);
    assert.equal(inside(node, files), before);
    assert.deepEqual(await addresses(session), [node.staticAddress]);
  });

  async function openSession(address: string, staticAddress: string | undefined, wanted = network): Promise<Session> {
    const password = await passwordIn(filesOf(labDirectory(name)));
    const target = {
      node: node.name,
      address,
      user: loginUser,
      identityFile: filesOf(labDirectory(name)).key,
      sudoPassword: new Secret('sudo password', () => password),
    };
    const options = {
      ask: () => Promise.reject(new Error('nobody is there to ask')),
      hostKeys: 'accept-new',
      knownHostsFile: [join(directory, 'known_hosts')],
      configFile: '/dev/null',
      agent: false,
      timeoutSeconds: 60,
    } as const;
    const addresses = { sshAddress: address, address: staticAddress ?? address, staticAddress };
    const scope = makeScope({ at: 'pi-1', node: { ...addresses, network: wanted } });
    const connection = await connect(target, options);
    const facts = factsOf(phases, scope);
    const session = { connection, scope, facts, emit: () => {}, holder: 'test', clock: machineClock };
    open.push(session);
    return session;
  }
}

async function init(session: Session): Promise<void> {
  await converge(session, phases, await ask(session));
}

async function findings(session: Session): Promise<readonly string[]> {
  const planned = plan(phases, session.scope, await ask(session));
  return planned.flatMap(({ changes, problems, waits }) =>
    [...changes, ...problems, ...waits].map(({ summary }) => summary),
  );
}

async function addresses({ connection }: Session): Promise<readonly string[]> {
  const { stdout } = await connection.run(sh`ip -4 -o address show dev eth0 scope global`);
  return [...stdout.matchAll(/inet ([\d.]+)/g)].map((match) => match[1] ?? '');
}

/** Runs a script in the node's container: another way in than the program's own. */
function inside({ container }: NodePlan, script: string): string {
  return execFileSync('docker', ['exec', container, 'sh', '-ec', script], { encoding: 'utf8' });
}

/** What versions of microcloud up to 0.1 wrote. */
function oldNetplan(address: string, { gateway }: { readonly gateway: string }): string {
  return `network:
  version: 2
  ethernets:
    eth0:
      renderer: NetworkManager
      dhcp4: false
      addresses: [${address}/24]
      routes:
        - to: 0.0.0.0/0
          via: ${gateway}
      nameservers:
        addresses: [${gateway}]
      networkmanager:
        passthrough:
          connection.autoconnect-priority: "100"
`;
}

/** Power off and on. */
function restart({ container }: NodePlan): void {
  execFileSync('docker', ['restart', '--time', '0', container], { stdio: 'ignore' });
}
