import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { type AptSetup, aptSetup } from '../../../lab/apt-sources.ts';
import { commonPackages } from '../../../lab/flavours.ts';
import { withLock } from '../../../lab/lock.ts';
import { environment, run } from '../../../lab/run-program.ts';

const suite = 'trixie';
/**
 * Packages that make a simulated trixie node a whole machine: a kernel, which can simulate radios, and programs that a
 * container cannot use.
 */
const packages = [
  ...commonPackages,
  ...['cloud-init', 'e2fsprogs', 'hostapd', 'iw', 'linux-image-amd64', 'netplan.io', 'network-manager', 'parted'],
  ...['systemd-zram-generator', 'wpasupplicant'],
];
/** The script for building the root. It is not part of the root itself. */
const recipes = join(import.meta.dirname, 'root');
const setup = join(import.meta.dirname, 'setup');

/** The card's partitions, as in Raspberry Pi's images: firmware (vfat) and root (ext4). Sizes and places in bytes. */
export const card = { diskId: '8a676486', size: 16 * 2 ** 30, firmwareAt: 8 * 2 ** 20, rootAt: 264 * 2 ** 20 } as const;

/** Files of an image: a card with an empty firmware partition, and the kernel that QEMU starts. */
export interface Image {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** Builds the image of emulated Pis, unless there is one of the same recipe. Takes minutes, once. */
export async function machineImage(onProgress: (text: string) => void): Promise<Image> {
  const apt = await aptSetup(suite);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'microcloud', 'emulated');
  const debian = `debian-${sum([suite, packages, apt])}.tar`;
  const card = `card-${sum([debian, ...(await recipe())])}`;
  await withLock('emulated-image', async () => {
    await mkdir(cache, { recursive: true });
    const built = await readdir(cache);
    const older = built.filter((name) => name !== debian && name !== card);
    await Promise.all(older.map((name) => rm(join(cache, name), { recursive: true, force: true })));
    if (!built.includes(debian)) {
      onProgress('Installing the system of emulated Pis from Debian packages (once, some minutes)');
      await whole(join(cache, debian), (path) => installDebian(path, apt));
    }
    if (built.includes(card)) return;
    onProgress('Building the card of emulated Pis');
    await whole(join(cache, card), (path) => buildCard(path, join(cache, debian)));
  });
  return imageIn(join(cache, card));
}

function imageIn(directory: string): Image {
  return {
    disk: join(directory, 'card.img'),
    kernel: join(directory, 'vmlinuz'),
    initrd: join(directory, 'initrd.img'),
  };
}

/** Lists names and contents of everything that the card is made of, beside packages. */
async function recipe(): Promise<readonly string[]> {
  const paths = [setup, import.meta.filename, ...rootFiles().map((path) => join(recipes, path))];
  return (
    await Promise.all(paths.map(async (path) => [relative(import.meta.dirname, path), await readFile(path, 'utf8')]))
  ).flat();
}

function rootFiles(): string[] {
  const entries = globSync('**', { cwd: recipes, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ parentPath, name }) => relative(recipes, join(parentPath, name))).sort();
}

function sum(of: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 12);
}

/**
 * Makes a file or folder under another name and renames it, so that an interrupted build leaves nothing of that name.
 */
async function whole(path: string, make: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${path}.partial`;
  await rm(partial, { recursive: true, force: true });
  await make(partial);
  await rename(partial, path);
}

async function installDebian(tar: string, apt: AptSetup): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'microcloud-emulated-'));
  try {
    await writeFile(join(work, 'apt.conf'), apt.options.map((line) => `${line}\n`).join(''));
    const args = [
      ...['--variant=minbase', '--format=tar', `--include=${packages.join(',')}`],
      `--aptopt=${join(work, 'apt.conf')}`,
      ...['man', 'doc', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
      ...[suite, tar, '-'],
    ];
    // setsid: when mmdebstrap fails, it signals its whole process group.
    await execa('setsid', ['--wait', 'mmdebstrap', ...args], { input: apt.sources });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function buildCard(directory: string, debian: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'microcloud-emulated-'));
  await mkdir(directory);
  const { disk, kernel, initrd } = imageIn(directory);
  try {
    await run('tar', ['-xf', debian, '-C', root]);
    await run('chmod', ['755', root]);
    const overlay = join(directory, 'overlay.tar');
    const asRoot = ['--owner=0', '--group=0', '--mode=u+rwX,go+rX,go-w'];
    await execa('tar', ['-cf', overlay, ...asRoot, '-C', recipes, '-T', '-'], { input: rootFiles().join('\n') });
    await run('tar', ['-xf', overlay, '-C', root]);
    await rm(overlay);
    await execa('chroot', [root, 'sh', '-s'], { inputFile: setup, env: environment });
    await run('cp', ['--dereference', join(root, 'vmlinuz'), kernel]);
    await run('cp', ['--dereference', join(root, 'initrd.img'), initrd]);
    await makeDisk(disk, root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Lays out a card as an image of Raspberry Pi OS does. Nothing is mounted. */
async function makeDisk(disk: string, root: string): Promise<void> {
  const file = await open(disk, 'w');
  await file.truncate(card.size);
  await file.close();
  const sector = (bytes: number) => bytes / 512;
  const table = [
    `label: dos`,
    `label-id: 0x${card.diskId}`,
    `start=${sector(card.firmwareAt)}, size=${sector(card.rootAt - card.firmwareAt)}, type=c`,
    `start=${sector(card.rootAt)}, type=83`,
  ];
  await execa('sfdisk', ['--quiet', disk], { env: environment, input: `${table.join('\n')}\n` });
  const blocks = String((card.size - card.rootAt) / 1024);
  const options = ['-q', '-t', 'ext4', '-L', 'rootfs', '-d', root, '-E', `offset=${card.rootAt}`];
  await run('mke2fs', [...options, disk, `${blocks}k`]);
  const firmware = `${disk}.firmware`;
  await run('mkfs.vfat', ['-F', '32', '-n', 'bootfs', '-C', firmware, String((card.rootAt - card.firmwareAt) / 1024)]);
  const place = ['conv=notrunc,sparse', 'bs=1M', `seek=${card.firmwareAt / 2 ** 20}`];
  await run('dd', [`if=${firmware}`, `of=${disk}`, ...place]);
  await rm(firmware);
}
