import { writeFile } from '../../resources/ensure-file.ts';
import { type Script, sh } from '../../shell/sh.ts';

// Two units: the one for the boot runs before the network services. When it ran later, it would wait for a service that
// it must start itself.
const unit = 'microcloud-net-rollback';
const bootUnit = `${unit}-at-boot.service`;
/**
 * This file is there from before a node's address changes until the new address is confirmed, or the old one is back.
 */
export const rollbackUnit = `/etc/systemd/system/${bootUnit}`;
/** How long a node waits for the confirmation of its new address. Putting the old one back takes a few seconds more. */
export const rollbackSeconds = 65;

const directory = '/var/lib/microcloud/network';
const script = `${directory}/rollback`;
const kept = `${directory}/backup`;

// Runs before all programs that read the files: a node that lost its power half-way boots with its old address.
const unitFile = `[Unit]
Description=Put the network back as it was before microcloud changed it
DefaultDependencies=no
After=local-fs.target
Wants=network-pre.target
Before=network-pre.target NetworkManager.service systemd-networkd.service dhcpcd.service networking.service

[Service]
Type=oneshot
ExecStart=/bin/sh ${script}

[Install]
WantedBy=multi-user.target
`;

/** Copies files to a new directory below /var/lib/microcloud/backup; `$backup` is its path afterwards. */
export function backup(paths: readonly string[]): Script {
  return sh`backup=/var/lib/microcloud/backup/$(date +%Y%m%d-%H%M%S)
mkdir -p -m 700 /var/lib/microcloud/backup "$backup"
for file in ${paths}; do
  if [ -e "$file" ]; then cp -a --parents "$file" "$backup"; fi
done
rmdir --ignore-fail-on-non-empty "$backup"`;
}

/** How a stack lets go of the link and brings it up; `service` is the unit that does it. */
interface Bounce {
  readonly service: string;
  readonly down: Script;
  readonly up: Script;
}

/** Makes the node put these files back by itself, after {@link rollbackSeconds} or at its next boot. */
export function armRollback(paths: readonly string[], bounce: Bounce): Script {
  return sh`${backup(paths)}
mkdir -p -m 700 ${directory}
ln -sfn "$backup" ${kept}
${writeFile(script, putBack(paths, bounce).wire, '700')}
${writeFile(rollbackUnit, unitFile)}
systemctl daemon-reload
systemctl enable ${bootUnit}
systemctl stop ${unit}.timer 2>/dev/null || :
systemd-run --unit=${unit} --collect --on-active=${rollbackSeconds} --timer-property=AccuracySec=500ms /bin/sh ${script}`;
}

/**
 * Lets the node run a script a second later, when it has answered this round. When the script fails, the node rolls
 * back.
 */
export function applyDetached(apply: Script): Script {
  return sh`${writeFile(
    `${directory}/apply`,
    sh`( set -e
${apply}
) || systemctl start --no-block ${unit}.service
`.wire,
    '700',
  )}
systemd-run --unit=microcloud-net-apply --collect --on-active=1 --timer-property=AccuracySec=100ms /bin/sh ${`${directory}/apply`}`;
}

/**
 * Keeps the new address, unless the node's router does not answer. Safe to repeat. Fails when the old files are being put back, or
 * are back already.
 */
export function confirm(router: string | undefined): Script {
  return sh`[ -e ${rollbackUnit} ] || exit 0
${router === undefined ? sh`:` : refuseWithout(router)}
systemctl stop ${unit}.timer 2>/dev/null || :
case $(systemctl is-active ${unit}.service) in activ*) echo 'the old address is already being put back'; exit 1 ;; esac
systemctl disable ${bootUnit}
rm -rf ${rollbackUnit} ${directory}
systemctl daemon-reload`;
}

// A router may ignore pings, but it answers the question for its MAC address that goes before a ping.
function refuseWithout(router: string): Script {
  // The roll-back begins a second later: this answer must reach us first.
  return sh`if command -v ping >/dev/null && ! ping -c 3 -i 0.5 -W 1 ${router} >/dev/null &&
  ! ip neighbour show to ${router} | grep -q lladdr; then
  systemd-run --collect --on-active=1 --timer-property=AccuracySec=100ms systemctl start ${unit}.service
  echo ${`the router ${router} does not answer`}
  exit 1
fi`;
}

// At boot the network service does not run yet, and reads the files when it starts. The unit is removed last: until
// then the script can be repeated.
function putBack(paths: readonly string[], { service, down, up }: Bounce): Script {
  return sh`systemctl is-active --quiet ${service} && running=yes
if [ "$running" ]; then ( ${down} ); fi
for file in ${paths}; do
  if [ -e ${kept}"$file" ]; then cp -a ${kept}"$file" "$file.microcloud" && mv -f "$file.microcloud" "$file"
  else rm -f "$file"; fi
done
if command -v netplan >/dev/null; then netplan generate; fi
if [ "$running" ]; then ( ${up} ); fi
systemctl --no-reload disable ${bootUnit}
systemctl --no-block stop ${unit}.timer
rm -rf ${rollbackUnit} ${directory}
`;
}
