import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { labDown } from '../../lab/down.ts';
import { freshLab, inside, microcloud } from '../support/cluster.ts';

const name = 'test-inherited';
let lab: Awaited<ReturnType<typeof freshLab>>;

/** A node as others left it: what they wrote is right for the programs that read it, and in no form that we would choose. */
const left = `cat >/etc/netplan/70-wifi.yaml <<'end'
network:
  version: 2
  wifis:
    wlan0:
      renderer: NetworkManager
      dhcp4: true
      optional: true
      access-points: {"Home Net": {password: "not-a-real-password"}, Garden: {password: 'another-one'}}
end
chmod 600 /etc/netplan/70-wifi.yaml
cat >/boot/firmware/user-data <<'end'
## template: jinja
#cloud-config
hostname: "{{ v1.local_hostname }}"
manage_etc_hosts: true
preserve_hostname: false
ssh_pwauth: true
end
printf 'instance-id: another-card\\nlocal-hostname: raspberrypi\\n' >/boot/firmware/meta-data
sed -i 's/;i=[^ ]*/;i=another-card/' /boot/firmware/cmdline.txt
url=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v '^#' | grep -oE 'https?://[^ ]+' | head -n 1)
echo "deb [trusted=yes] $url kubernetes-xenial main" >/etc/apt/sources.list.d/kubernetes.list
apt-get update -q || :`;

/** What cloud-init would have written anew at that boot. */
const leftHosts = `cat >/etc/hosts <<'end'
127.0.0.1	localhost
127.0.1.1	raspberrypi

end
printf '# K\\374che\\n192.168.0.9\\tnas\\n192.168.0.77\\tdrucker\\n' >>/etc/hosts`;

async function reboot(): Promise<void> {
  await inside(lab, 'pi-1', 'touch /run/before-reboot; systemctl --no-block reboot');
  const isUp = () =>
    inside(
      lab,
      'pi-1',
      '[ ! -e /run/before-reboot ] && [ -e /run/cloud-init/result.json ] && systemctl is-active -q ssh && echo up',
    );
  for (;;) {
    await sleep(1000);
    if ((await isUp().catch(() => '')) !== '') return;
  }
}

before(
  async () => {
    lab = await freshLab(name, 1);
    await inside(lab, 'pi-1', left);
    await reboot();
    await inside(lab, 'pi-1', leftHosts);
  },
  { timeout: 300_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

test('its dead source of packages is named with its file, before anything starts', { timeout: 300_000 }, async () => {
  const { stdout } = await microcloud(lab, ['doctor', '--before-install', '--accept-new-host-keys']);
  assert.match(stdout, /nothing from \S+ kubernetes-xenial \(\/etc\/apt\/sources\.list\.d\/kubernetes\.list, line 1\)/);
});

test('its plan changes lines, shows no password, and is no bug', { timeout: 300_000 }, async () => {
  const { code, stdout, stderr } = await microcloud(lab, ['init', '--dry-run', '--json']);
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stdout + stderr, /not-a-real-password|another-one|a bug|cannot be planned/);
  const { nodes } = JSON.parse(stdout) as {
    nodes: readonly { plan: readonly { changes: readonly { summary: string; before?: string; after?: string }[] }[] }[];
  };
  const changes = nodes.flatMap(({ plan }) => plan.flatMap((phase) => phase.changes));
  const hosts = changes.find(({ summary }) => summary.startsWith('Change /etc/hosts'));
  for (const text of [hosts?.before, hosts?.after]) assert.match(text ?? '', /\n192\.168\.0\.77\tdrucker\n/);
  const hostname = changes.find(({ summary }) => summary.startsWith('Change /etc/hostname'));
  assert.equal(hostname?.before, 'raspberrypi\n');
  assert.ok(changes.some(({ summary }) => /^Give eth0 the address .* for good, through NetworkManager$/.test(summary)));
});

test('it becomes a node of a cluster, and nothing that others wrote is lost', { timeout: 900_000 }, async () => {
  const { code, stderr } = await microcloud(lab, ['init', '--yes']);
  assert.equal(code, 0, stderr);
  await keeps();
});

test('it stays so over a reboot', { timeout: 600_000 }, async () => {
  await reboot();
  await keeps();
});

async function keeps(): Promise<void> {
  const hosts = await inside(lab, 'pi-1', "od -An -tx1 -v /etc/hosts | tr -d ' \\n'");
  const text = Buffer.from(hosts, 'hex').toString('latin1');
  assert.match(text, /\n# K\xfcche\n192\.168\.0\.9\tnas\n192\.168\.0\.77\tdrucker\n/);
  assert.match(text, /\n127\.0\.1\.1\tpi-1\n/);
  assert.match(text, /\n# BEGIN microcloud\n[\d.]+\tpi-1\n# END microcloud\n/);
  assert.equal(await inside(lab, 'pi-1', 'hostname; cat /etc/hostname'), 'pi-1\npi-1\n');
  assert.match(await inside(lab, 'pi-1', 'netplan get wifis'), /not-a-real-password/);
  assert.equal((await inside(lab, 'pi-1', 'ip -4 -o address show dev eth0')).trim().split('\n').length, 1);
}
