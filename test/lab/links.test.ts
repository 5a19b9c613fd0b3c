import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { labDown } from '../../lab/down.ts';
import type { RunningLab } from '../../lab/up.ts';
import { freshLab, init, inside, kubectl, type RunEvent, start, withInventory } from '../support/cluster.ts';

const name = 'test-links';
let lab: RunningLab;
before(async () => {
  // A label, so that the last phase has something to change.
  lab = await withInventory(await freshLab(name), 'labelled', (file) => ({
    ...file,
    defaults: { ...file.defaults, labels: { home: 'yes' } },
  }));
});
after(() => labDown({ name }));

/** When the link of which node is cut: once each. */
const points: Readonly<Record<string, (event: RunEvent) => string | undefined>> = {
  identity: changing('identity'),
  network: changing('network'),
  kernel: changing('kernel'),
  reboot: changing('reboot'),
  packages: changing('packages'),
  upload: ({ kind, direction, bytes = 0, total = 0, node }) =>
    kind === 'transfer' && direction === 'upload' && bytes > 0 && bytes < total ? node : undefined,
  runtime: changing('runtime'),
  kubernetes: changing('kubernetes'),
  create: changing('create'),
  addons: changing('addons'),
  admission: ({ kind, message }) => (kind === 'note' && message?.includes('to let it in') ? 'pi-1' : undefined),
  join: changing('join'),
  settle: changing('settle'),
};

function changing(phase: string) {
  return (event: RunEvent) => (event.kind === 'change' && event.phase === phase ? event.node : undefined);
}

/** Ends every SSH session at once, as a router does that restarts; what runs in them goes on. */
const cut = "pkill -KILL -f '^sshd(-session)?: pi'";

test('it goes on by itself when its links are cut again and again', { timeout: 900_000 }, async () => {
  const cuts = new Map<string, Promise<unknown>>();
  let lost = 0;
  const run = start(lab, ['init', '--yes', '--json-events', '--accept-new-host-keys'], (event) => {
    if (event.kind === 'note' && event.message?.startsWith('the link is lost')) lost += 1;
    for (const [point, isNow] of Object.entries(points)) {
      const node = cuts.has(point) ? undefined : isNow(event);
      if (node)
        cuts.set(
          point,
          inside(lab, node, cut).catch((error: Error) => error),
        );
    }
  });
  const { code, stderr } = await run.ended;
  assert.deepEqual([...cuts.keys()].sort(), Object.keys(points).sort());
  assert.equal(code, 0, stderr.slice(-3000));
  const missed = (await Promise.all(cuts.values())).filter((result) => result instanceof Error);
  assert.ok(Object.keys(points).length - missed.length >= 10, missed.join('\n'));
  assert.ok(lost >= 5, `only ${lost} links were missed`);
});

test('it has made a cluster that lacks nothing', async () => {
  assert.match(await kubectl(lab, 'get nodes -l home=yes --no-headers'), /^(pi-\d +Ready .*\n){3}$/);
  assert.match(await kubectl(lab, '-n kube-system get deployment coredns --no-headers'), / 2\/2 /);
  const { nodes } = await init(lab);
  assert.deepEqual(
    nodes.map(({ changes }) => changes),
    [0, 0, 0],
  );
});

test('it notices a cable that is pulled, and waits for it', { timeout: 300_000 }, async () => {
  await inside(lab, 'pi-2', 'rm /etc/sysctl.d/90-microcloud.conf; echo raspberrypi >/etc/hostname');
  let pulled: Promise<unknown> | undefined;
  const lost = new Set<string>();
  const run = start(lab, ['init', '--yes', '--json-events'], ({ kind, node, message }) => {
    if (kind === 'change' && node === 'pi-2') pulled ??= inside(lab, 'pi-2', pull);
    if (kind === 'note' && message?.startsWith('the link is lost')) lost.add(node);
  });
  const { code, stderr } = await run.ended;
  await pulled;
  assert.ok(pulled);
  assert.equal(code, 0, stderr.slice(-3000));
  assert.deepEqual([...lost], ['pi-2']);
  assert.match(
    await inside(lab, 'pi-2', 'cat /etc/hostname /etc/sysctl.d/90-microcloud.conf'),
    /^pi-2\n[\s\S]*ip_forward/,
  );
});

/** Nothing comes through and nothing says so, for longer than the program believes in the link. */
const pull = 'iptables -I INPUT -p tcp --dport 22 -j DROP; sleep 25; iptables -D INPUT -p tcp --dport 22 -j DROP';
