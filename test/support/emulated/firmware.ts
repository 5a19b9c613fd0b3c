/** Reads a file of the firmware partition by its name; undefined where there is none. */
export type ReadFirmwareFile = (name: string) => string | undefined;

export interface Board {
  /** Names of the sections of config.txt that apply to this board, beside `all`: "pi4", "0x10000000" … */
  readonly sections: readonly string[];
  readonly mac: string;
  /** Whether the kernel ignores `cgroup_enable=memory`, like those of autumn 2024: raspberrypi/linux#6980. */
  readonly ignoresEnable?: boolean;
}

export interface Boot {
  /** The command line that the kernel gets. */
  readonly commandLine: string;
  /** The value of os_prefix in config.txt, which precedes the names of the system's files; "" without one. */
  readonly osPrefix: string;
  /** The file that the options came from, with its prefix. */
  readonly file: string;
}

/** The device tree's own options: https://github.com/raspberrypi/linux/pull/6439 */
const disabled = 'cgroup_disable=memory';
/** Only the kernel of Raspberry Pi OS knows this option. After the option above it takes that back. */
const enabled = 'cgroup_enable=memory';

/**
 * Does what a board's firmware does before it starts a kernel, by
 * https://www.raspberrypi.com/documentation/computers/config_txt.html: config.txt names the file with the options, and
 * `os_prefix` comes before that name unless the folder has no kernel. The kernel here is Debian's. It obeys the first
 * of the two options about memory and does not know the second, so the first is left out where a Raspberry Pi's kernel
 * would take it back.
 */
export function boot(read: ReadFirmwareFile, { sections, mac, ignoresEnable = false }: Board): Boot {
  const settings = settingsIn(read, 'config.txt', ['all', ...sections]);
  const wanted = settings.get('os_prefix') ?? '';
  const osPrefix = read(`${wanted}${settings.get('kernel') ?? 'kernel8.img'}`) === undefined ? '' : wanted;
  const file = `${osPrefix}${settings.get('cmdline') ?? 'cmdline.txt'}`;
  const [options = ''] = (read(file) ?? '').split('\n');
  const isEnabled = !ignoresEnable && options.split(/\s+/).includes(enabled);
  const tree = ['coherent_pool=1M', ...(isEnabled ? [] : [disabled]), `smsc95xx.macaddr=${mac.toUpperCase()}`];
  // The firmware knows which UART is the first one.
  return { commandLine: `${tree.join(' ')}  ${options.trim().replaceAll('serial0', 'ttyS0')}`, osPrefix, file };
}

/** Reads config.txt. The last line that applies to this board wins. A section ends at the next one of its kind. */
function settingsIn(read: ReadFirmwareFile, name: string, holding: readonly string[]): Map<string, string> {
  const settings = new Map<string, string>();
  let filters = new Map<string, boolean>();
  for (const raw of (read(name) ?? '').split('\n')) {
    const line = raw.trim();
    const [, section] = /^\[(.+)\]$/.exec(line) ?? [];
    if (section !== undefined) {
      if (section === 'all') filters = new Map();
      filters.set(kindOf(section), holding.includes(section.toLowerCase()));
      continue;
    }
    if (![...filters.values()].every(Boolean)) continue;
    const [, included] = /^include\s+(\S+)$/.exec(line) ?? [];
    if (included !== undefined) {
      for (const [key, value] of settingsIn(read, included, holding)) settings.set(key, value);
    }
    const [, key, value] = /^([^#=\s]+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) settings.set(key, value.trim());
  }
  return settings;
}

/** Returns the kind of a section. Sections of different kinds apply together, of the same kind only the last one. */
function kindOf(section: string): string {
  if (/^0x/i.test(section)) return 'serial';
  return section.match(/^(gpio\d|edid|tryboot|partition|boot_partition|bootvar\d)/i)?.[1]?.toLowerCase() ?? 'model';
}
