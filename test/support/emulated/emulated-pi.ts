import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { planNode } from '../../../lab/lab-plan.ts';
import { environment, run } from '../../../lab/run-program.ts';
import { loginUser } from '../../../lab/state.ts';
import { type Boot, boot } from './firmware.ts';
import { readFirmwareFile, writeFirmwareFiles } from './firmware-files.ts';
import type { Image } from './image.ts';
import { type CardSettings, imagerFiles } from './imager.ts';
import { type Lan, plugIn } from './lan.ts';
import { rootJournal } from './root-journal.ts';

const model = 'Raspberry Pi 4 Model B Rev 1.4';
/**
 * The password that every real Pi had until 2022. It is safe here: an emulated machine cannot change the machine that
 * it runs on.
 */
export const usualPassword = 'raspberry';
/**
 * Options of the kernel: old names of interfaces, as on a board, and long time limits, as on a busy machine a disk may
 * need minutes to appear.
 */
const ownOptions =
  'net.ifnames=0 udev.event_timeout=1800 systemd.default_timeout_start_sec=1800 systemd.default_device_timeout_sec=1800';
/** Drivers for devices of a PC, which no board has: they would be loaded at each boot. */
const noBoardHas = 'module_blacklist=ata_piix,ata_generic,libata,floppy,i2c_piix4,psmouse,pcspkr,parport_pc,cdrom,sg';
/** The last message of the kernel when it switches off instead of rebooting. */
const wentDown = 'reboot: Power down';

export interface PiOptions {
  readonly lan: Lan;
  readonly image: Image;
  /** Counts from 1. */
  readonly number: number;
  readonly card?: Partial<CardSettings>;
  readonly memoryMiB?: number;
  readonly ignoresEnable?: boolean;
  /** Whether it has a cable. Without one it uses the Wi-Fi that the card names, whose access point is in the LAN. */
  readonly hasCable?: boolean;
}

/** A board that QEMU emulates. Its firmware starts a kernel, again after each reboot, until the power is cut. */
export class EmulatedPi {
  readonly name: string;
  readonly address: string;
  readonly staticAddress: string;
  /** How each boot was started. The latest is the last one. */
  readonly boots: Boot[] = [];
  readonly #disk: string;
  readonly #console: string;
  readonly #key: string;
  readonly #mac: string;
  readonly #options: PiOptions;
  #process: ChildProcess | undefined;
  #isOn = false;

  private constructor(options: PiOptions) {
    const { name, mac, address, staticAddress } = planNode(options.lan.plan, options.number);
    this.name = name;
    this.address = address;
    this.staticAddress = staticAddress;
    this.#mac = mac;
    this.#options = options;
    const { directory, key } = options.lan.files;
    this.#disk = join(directory, `${name}.img`);
    this.#console = join(directory, `${name}.console`);
    this.#key = key;
  }

  /** Flashes a card as Imager does. The power is still off. */
  static async flash(options: PiOptions): Promise<EmulatedPi> {
    const pi = new EmulatedPi(options);
    const { lan, image, card } = options;
    await mkdir(lan.files.directory, { recursive: true });
    await run('cp', ['--sparse=always', '--reflink=auto', image.disk, pi.#disk]);
    // A copy, as another clone of this repository may replace the image while the board still reboots.
    for (const from of [image.kernel, image.initrd]) await run('cp', [from, lan.files.directory]);
    const publicKey = (await readFile(`${lan.files.key}.pub`, 'utf8')).trim();
    const hash = await run('openssl', ['passwd', '-5', card?.password ?? usualPassword]);
    const settings = { hostName: pi.name, user: loginUser, password: usualPassword, publicKey, ...card };
    writeFirmwareFiles(pi.#disk, imagerFiles(settings, hash));
    return pi;
  }

  /** Changes files of the firmware partition while the power is off. */
  writeFirmware(files: Readonly<Record<string, string>>): void {
    if (this.#isOn) throw new Error(`${this.name} is on`);
    writeFirmwareFiles(this.#disk, files);
  }

  /** Reads a file of the firmware partition; "" where there is none. */
  readFirmware(name: string): string {
    return readFirmwareFile(this.#disk, name) ?? '';
  }

  /** Switches the power on. */
  async on(): Promise<void> {
    if (this.#isOn) return;
    this.#isOn = true;
    await this.#start(await plugIn(this.#options.lan, this.#options.number));
  }

  /** Shuts the system down properly, and waits until the power is off. */
  async shutDown(address = this.address): Promise<void> {
    const ended = new Promise((settle) => this.#process?.once('close', settle));
    await this.sudo('systemctl --no-block poweroff', address);
    await ended;
    this.#isOn = false;
  }

  /** Pulls the plug. */
  async off(): Promise<void> {
    this.#isOn = false;
    const ended = this.#process && new Promise((settle) => this.#process?.once('close', settle));
    this.#process?.kill('SIGKILL');
    await ended;
    this.#process = undefined;
  }

  /** Pulls the plug and throws the card away. */
  async remove(): Promise<void> {
    await this.off();
    await rm(this.#disk, { force: true });
  }

  /** Runs a script as root, with sudo and its password. Throws execa's error, with what the script said. */
  async sudo(script: string, address = this.address): Promise<string> {
    const command = `sudo -S -p '' sh -c '${script.replaceAll("'", "'\\''")}'`;
    const input = `${this.#options.card?.password ?? usualPassword}\n`;
    const { stdout } = await execa('ssh', [...this.#ssh, `${loginUser}@${address}`, command], { input });
    return stdout;
  }

  /** Waits until the boot of that number (from 1) lets the user in and has started everything. */
  async booted(number: number, address = this.address, minutes = 20): Promise<void> {
    const deadline = Date.now() + minutes * 60_000;
    const done = 'systemctl is-system-running --wait || :; test -e /run/cloud-init/result.json';
    while (this.boots.length < number || (await this.sudo(done, address).catch(() => undefined)) === undefined) {
      if (Date.now() > deadline || !this.#isOn) {
        const told = [await this.#serialLine(), await rootJournal(this.#disk)].join('\n');
        throw new Error(`${this.name} ${this.#isOn ? `has not booted after ${minutes} minutes` : 'is off'}:\n${told}`);
      }
      await setTimeout(1000);
    }
  }

  /** Returns the end of the output on the serial line. */
  async #serialLine(): Promise<string> {
    const text = await readFile(this.#console, 'utf8').catch(() => '');
    return text.split('\n').slice(-40).join('\n');
  }

  get #ssh(): string[] {
    const options = {
      BatchMode: 'yes',
      ConnectTimeout: '20',
      StrictHostKeyChecking: 'no',
      UserKnownHostsFile: '/dev/null',
      IdentitiesOnly: 'yes',
      LogLevel: 'ERROR',
    };
    return [
      '-F',
      'none',
      '-i',
      this.#key,
      ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    ];
  }

  async #start(tap: string): Promise<void> {
    const serial = `10000000${this.#mac.replaceAll(':', '').slice(4)}`;
    const { lan, image, card, memoryMiB = 2048, ignoresEnable = false, hasCable = true } = this.#options;
    const { directory } = lan.files;
    const board = { sections: ['pi4', `0x${serial}`], mac: this.#mac, ignoresEnable };
    const started = boot((name) => readFirmwareFile(this.#disk, name), board);
    this.boots.push(started);
    const air = hasCable ? 'none' : (card?.wifi ?? 'none');
    const smbios = [`product=${model}`, `serial=${serial}`, `family=${started.osPrefix || 'none'}`, `sku=${air}`];
    const args = [
      ...[
        '-name',
        this.name,
        '-nodefaults',
        '-no-user-config',
        '-accel',
        'tcg,thread=multi',
        '-cpu',
        'Nehalem',
        '-smp',
        '2',
        '-m',
        String(memoryMiB),
      ],
      ...['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-no-reboot'],
      ...['-kernel', join(directory, basename(image.kernel)), '-initrd', join(directory, basename(image.initrd))],
      ...['-append', `${ownOptions} ${noBoardHas} ${started.commandLine}`],
      ...['-drive', `file=${this.#disk},format=raw,if=virtio,cache=unsafe`],
      ...['-netdev', `tap,id=lan,ifname=${tap},script=no,downscript=no`],
      ...['-device', `virtio-net-pci,netdev=lan,mac=${this.#mac}`, '-device', 'virtio-rng-pci'],
      ...['-smbios', `type=1,${smbios.join(',')}`],
    ];
    // The kernel kills QEMU when the tests end.
    const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = qemu;
    const log = createWriteStream(this.#console, { flags: 'a' });
    let end = '';
    for (const stream of [qemu.stdout, qemu.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log.write(text);
        end = `${end}${text}`.slice(-2000);
      });
    }
    qemu.once('close', (code) => {
      log.end();
      this.#process = undefined;
      // QEMU itself has failed, or the kernel has switched the power off.
      if (code !== 0 || end.includes(wentDown)) this.#isOn = false;
      if (this.#isOn) void this.#start(tap);
    });
  }
}
