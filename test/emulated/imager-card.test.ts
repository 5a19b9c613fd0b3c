import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { InitJson } from '../../src/screen/outcome-json.ts';
import { microcloud } from '../commands/cli.ts';
import { type EmulatedLab, flashed } from '../support/emulated/emulated-lab.ts';
import type { EmulatedPi } from '../support/emulated/emulated-pi.ts';
import type { CardSettings } from '../support/emulated/imager.ts';
import { initUntil } from '../support/emulated/init-until.ts';

interface Card extends Partial<CardSettings> {
  /** What somebody changed on the firmware partition before the first boot. */
  readonly firmware?: Readonly<Record<string, string>>;
  /** Files of /etc/netplan after the first boot. */
  readonly netplan: readonly string[];
  /** Where the options of the kernel are, for the firmware. */
  readonly options: string;
}

const cards: Readonly<Record<string, Card>> = {
  // NetworkManager names eth0's file so on every board: the UUID is made of the path of its profile.
  'with Wi-Fi': {
    wifi: 'Casa de la Ana',
    netplan: ['90-NM-75a1216a-9d1a-30cd-8aca-ace5526ec021.yaml', '90-NM-'],
    options: 'cmdline.txt',
  },
  'without Wi-Fi, and with a cmdline in config.txt': {
    firmware: {
      'config.txt': '[pi5]\ncmdline=five.txt\n[all]\narm_64bit=1\n[pi4]\ncmdline=four.txt\n',
      'four.txt':
        'console=serial0,115200 root=PARTUUID=8a676486-02 rootfstype=ext4 rootwait ds=nocloud;i=rpi-imager-1\n',
    },
    netplan: [],
    options: 'four.txt',
  },
};

describe('a card of Raspberry Pi Imager', { concurrency: false }, () => {
  for (const [title, card] of Object.entries(cards)) {
    describe(title, { concurrency: false }, () => becomesANode(title, card));
  }
});

function becomesANode(title: string, { firmware = {}, netplan, options, ...card }: Card): void {
  let lab: EmulatedLab;
  let pi: EmulatedPi;
  let inventory: string;

  before(async () => {
    lab = await flashed(`card-${title.length}`, { cards: [card] });
    [pi] = lab.pis as [EmulatedPi];
    pi.writeFirmware(firmware);
    inventory = await lab.inventory();
    await pi.on();
  });
  after(() => lab?.remove());

  it('boots to what a new board is: memory not counted, compressed swap, an address from DHCP', async () => {
    await pi.booted(1);
    assert.equal(pi.boots[0]?.file, options);
    const { memory, swap, addresses } = await stateOf(pi, pi.address);
    assert.deepEqual({ memory, swap, addresses }, { memory: false, swap: ['/dev/zram0'], addresses: [pi.address] });
    assert.equal(await pi.sudo('findmnt -no FSTYPE,LABEL /boot/firmware'), 'vfat bootfs');
    const files = (await pi.sudo('ls /etc/netplan')).split('\n').filter(Boolean);
    assert.equal(files.length, netplan.length, files.join());
    for (const name of netplan)
      assert.ok(
        files.some((file) => file.startsWith(name)),
        `no ${name} in ${files}`,
      );
  });

  it('can be looked at: doctor names what is wrong, a dry run what init would do', async () => {
    const doctor = await cli('doctor', '--before-install', '--accept-new-host-keys');
    assert.match(doctor.stdout, /1 node/, doctor.stderr);
    const dry = await cli('init', '--dry-run', '--json', '--accept-new-host-keys');
    const { nodes, ok } = JSON.parse(dry.stdout) as InitJson;
    assert.ok(ok, dry.stdout);
    const phases = nodes.flatMap(({ plan }) => plan.filter(({ changes }) => changes.length > 0));
    const names = phases.map(({ phase }) => phase);
    assert.deepEqual(names.slice(0, 3), ['identity', 'network', 'kernel']);
  });

  it('is prepared, over one reboot', async () => {
    const { errors } = await initUntil(inventory, 'reboot', console.log);
    assert.deepEqual(errors, []);
    assert.equal(pi.boots.length, 2);
  });

  for (const number of [2, 3, 4]) {
    it(`is right after boot ${number}, and init finds nothing to do`, async () => {
      if (number > 2) await pi.sudo('systemctl --no-block reboot', pi.staticAddress);
      await pi.booted(number, pi.staticAddress);
      assert.equal(pi.boots[number - 1]?.file, options);
      assert.deepEqual(await stateOf(pi, pi.staticAddress), {
        memory: true,
        swap: [],
        addresses: [pi.staticAddress],
        self: pi.name,
        own: pi.staticAddress,
      });
      const again = await initUntil(inventory, 'reboot');
      assert.deepEqual([again.planned, again.errors], [[], []]);
    });
  }

  function cli(...args: string[]) {
    const home = dirname(inventory);
    return microcloud([...args, '--inventory', inventory], { cwd: home, env: { HOME: home } });
  }
}

/** What a boot can undo. */
async function stateOf(pi: EmulatedPi, address: string) {
  const asked = [
    'cat /sys/fs/cgroup/cgroup.controllers',
    'tail -n +2 /proc/swaps',
    'ip -4 -o address show dev eth0 scope global',
    'awk \'$1 == "127.0.1.1" { print $2 }\' /etc/hosts',
    `awk '$2 == "${pi.name}" && $1 !~ /^127/ { print $1 }' /etc/hosts`,
  ];
  const answers = await Promise.all(asked.map((script) => pi.sudo(script, address)));
  const [controllers = '', swaps = '', links = '', self, own] = answers;
  return {
    memory: controllers.split(/\s/).includes('memory'),
    swap: swaps.split('\n').flatMap((line) => line.split(/\s/)[0] || []),
    addresses: [...links.matchAll(/inet ([\d.]+)/g)].map(([, found]) => found),
    self,
    own,
  };
}
