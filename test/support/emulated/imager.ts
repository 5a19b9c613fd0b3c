export interface CardSettings {
  readonly hostName: string;
  readonly user: string;
  readonly password: string;
  readonly publicKey: string;
  /** The name of a Wi-Fi network. With one, Imager also writes the network's configuration. */
  readonly wifi?: string;
}

/** The instance id of the card: Imager uses the time in milliseconds. */
const instance = 'rpi-imager-1795906800000';

/**
 * The files that Raspberry Pi Imager 2 leaves on the firmware partition of Raspberry Pi OS trixie, by name:
 * https://github.com/raspberrypi/rpi-imager, src/customization_generator.cpp and src/downloadthread.cpp. With Wi-Fi it
 * describes eth0, too. `hash` is the password's, in crypt's format.
 */
export function imagerFiles(settings: CardSettings, hash: string): Readonly<Record<string, string>> {
  return {
    'config.txt': config,
    'cmdline.txt': `console=serial0,115200 console=tty1 root=PARTUUID=8a676486-02 rootfstype=ext4 fsck.repair=yes rootwait cfg80211.ieee80211_regdom=ES ds=nocloud;i=${instance}\n`,
    'meta-data': `dsmode: local\ninstance_id: ${instance}\n`,
    'user-data': userData(settings, hash),
    'network-config': settings.wifi === undefined ? noNetwork : network(settings.wifi),
    'kernel8.img': '',
  };
}

function userData({ hostName, user, publicKey }: CardSettings, hash: string): string {
  return `#cloud-config
hostname: ${hostName}
manage_etc_hosts: true
packages:
- avahi-daemon
apt:
  conf: |
    Acquire {
      Check-Date "false";
    };
timezone: Europe/Madrid
users:
- name: ${user}
  groups: users,adm,dialout,audio,netdev,video,plugdev,cdrom,games,input,gpio,spi,i2c,render,sudo
  shell: /bin/bash
  lock_passwd: false
  passwd: ${hash}
  ssh_authorized_keys:
    - ${publicKey}
  sudo: null
runcmd:
  - [ systemctl, enable, --now, ssh ]
`;
}

function network(ssid: string): string {
  return `network:
  version: 2
  ethernets:
    eth0:
      dhcp4: true
      dhcp6: true
      optional: true
  wifis:
    wlan0:
      dhcp4: true
      regulatory-domain: "ES"
      access-points:
        "${ssid}":
          password: "8b4c8c1f9a8de2f8f9d2e1c5b7a6f3e0d1c2b3a4958677869504132e5f6a7b8c"
      optional: true
`;
}

/** The network-config of the image: nothing but comments. */
const noNetwork = `# This file contains a netplan-compatible configuration which cloud-init will apply on first-boot.
#network:
#  version: 2
#  ethernets:
#    eth0:
#      dhcp4: true
`;

const config = `# For more options and information see
# http://rptl.io/configtxt
dtparam=audio=on
camera_auto_detect=1
display_auto_detect=1
auto_initramfs=1
dtoverlay=vc4-kms-v3d
max_framebuffers=2
arm_64bit=1
disable_overscan=1
arm_boost=1

[cm4]
otg_mode=1

[cm5]
dtoverlay=dwc2,dr_mode=host

[all]
`;
