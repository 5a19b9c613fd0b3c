/** The system of a simulated Pi: packages, and directories of `lab/nodes/files`. */
export interface Flavour {
  readonly summary: string;
  /** Debian suite that the packages come from. */
  readonly suite: string;
  readonly packages: readonly string[];
  /** Copied into the image in this order; each is laid out like the node's root. */
  readonly files: readonly string[];
}

/** The packages of Raspberry Pi OS Lite that matter here, without Docker and Kubernetes, which `init` brings. */
export const commonPackages: readonly string[] =
  `avahi-daemon bash-completion ca-certificates cron curl dbus dosfstools file gpg iproute2 iputils-arping
   iputils-ping kmod less locales logrotate lsb-release nano net-tools netbase openssh-server openssl procps psmisc
   python3 rfkill sudo systemd systemd-sysv systemd-timesyncd tzdata udev usbutils wget xz-utils zstd`.split(/\s+/);

export const flavours = {
  trixie: {
    summary: 'Raspberry Pi OS 13: NetworkManager through netplan and cloud-init, sudo asks for a password',
    suite: 'trixie',
    packages: ['network-manager', 'netplan.io', 'cloud-init'],
    files: ['common', 'boot-firmware', 'cloud-init', 'netplan-networkmanager', 'rpi-swap'],
  },
  bookworm: {
    summary: 'Raspberry Pi OS 12: NetworkManager keyfiles, dphys-swapfile, sudo without a password',
    suite: 'bookworm',
    packages: ['network-manager', 'dphys-swapfile', 'fake-hwclock'],
    files: ['common', 'boot-firmware', 'nopasswd', 'dphys-swapfile'],
  },
  bullseye: {
    summary: 'Raspberry Pi OS 11: dhcpcd, dphys-swapfile, firmware in /boot, sudo without a password',
    suite: 'bullseye',
    packages: ['dhcpcd5', 'dphys-swapfile', 'fake-hwclock'],
    files: ['common', 'boot', 'nopasswd', 'dphys-swapfile'],
  },
  networkd: {
    summary: 'like Ubuntu Server: systemd-networkd through netplan and cloud-init, systemd-resolved',
    suite: 'trixie',
    packages: ['netplan.io', 'cloud-init', 'systemd-resolved'],
    files: ['common', 'boot-firmware', 'cloud-init', 'netplan-networkd'],
  },
  ifupdown: {
    summary: 'like DietPi: /etc/network/interfaces',
    suite: 'bookworm',
    packages: ['ifupdown', 'isc-dhcp-client'],
    files: ['common', 'boot-firmware', 'ifupdown'],
  },
} as const satisfies Record<string, Flavour>;

export type FlavourName = keyof typeof flavours;

export const flavourNames = Object.keys(flavours) as readonly FlavourName[];
