import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { labDown } from '../../lab/down.ts';
import { freshLab, inside, microcloud } from '../support/cluster.ts';

const name = 'test-comes-back';
let lab: Awaited<ReturnType<typeof freshLab>>;

/** As cloud-init does with `manage_etc_hosts: true`: /etc/hosts is written anew at each boot. */
const rewriter = `[Unit]
Description=Writes /etc/hosts anew at boot
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo "127.0.0.1 localhost" >/etc/hosts'
[Install]
WantedBy=multi-user.target
`;

before(
  async () => {
    lab = await freshLab(name, 1);
    const unit = '/etc/systemd/system/rewriter.service';
    await inside(
      lab,
      'pi-1',
      `printf %s '${rewriter.replaceAll("'", "'\\''")}' >${unit} && systemctl enable -q rewriter`,
    );
  },
  { timeout: 300_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

test('it names what is put back at boot, with what was found, and neither makes it again nor goes on', {
  timeout: 300_000,
}, async () => {
  const { code, stdout } = await microcloud(lab, ['init', '--yes', '--json', '--accept-new-host-keys']);
  assert.equal(code, 1);
  const { nodes } = JSON.parse(stdout) as {
    nodes: readonly { error?: { message: string; hints: readonly string[] } }[];
  };
  const { message = '', hints = [] } = nodes[0]?.error ?? {};
  assert.match(
    message,
    /^pi-1: something puts this back at boot: "Change \/etc\/hosts, so that the nodes know each other/,
  );
  assert.match(message, /127\.0\.0\.1 localhost/);
  assert.match(hints.join('\n'), /manage_etc_hosts/);
  assert.doesNotMatch([message, ...hints].join('\n'), /bug in microcloud/);
  assert.equal(await inside(lab, 'pi-1', 'cat /etc/hosts'), '127.0.0.1 localhost\n');
  assert.equal(await inside(lab, 'pi-1', 'command -v kubelet || :'), '');
});

test('it goes on when that is put right', { timeout: 600_000 }, async () => {
  await inside(lab, 'pi-1', 'systemctl disable -q rewriter');
  const { code, stderr } = await microcloud(lab, ['init', '--yes', '--accept-new-host-keys']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^1 of 1 node as the inventory says; \d+ changes made\.$/m);
});
