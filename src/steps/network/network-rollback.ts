import { writeFile } from '../../resources/ensure-file.ts';
import { type Script, sh } from '../../shell/sh.ts';
import { backup, restored } from './network-backup.ts';

// Two units: the one for the boot runs before the network services. When it ran later, it would wait for a service that
// it must start itself.
const unit = 'microcloud-net-rollback';
const bootUnit = `${unit}-at-boot.service`;
/**
 * This file is there from before a node's address changes until the new address is confirmed, or the old one is back.
 */
export const rollbackUnit = `/etc/systemd/system/${bootUnit}`;
/** Prints a word while a node has neither kept its new address nor put the old one back. */
export const movePending = sh`[ ! -e ${rollbackUnit} ] || echo pending`;
const settled = `${unit}-when-settled`;
/**
 * How long a node waits at most for the confirmation of its new address, with the time that a busy Pi needs to take the
 * address. Putting the old one back takes a few seconds more.
 */
export const rollbackSeconds = 300;
/** How long a node waits once it has the new address: a login and a script take a busy node a minute. */
export const settledSeconds = 125;

const directory = '/var/lib/microcloud/network';
const script = `${directory}/rollback`;
const kept = `${directory}/backup`;
const applied = `${directory}/applied`;

// It runs before all programs that read the files: a node that lost its power half-way boots with its old address.
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

/** How a stack lets go of the link and brings it up; `service` is the unit that does it. */
interface Bounce {
  readonly service: string;
  readonly down: Script;
  readonly up: Script;
}

/** Makes the node put its configuration back by itself, and these files, after {@link rollbackSeconds} or at its next boot. */
export function armRollback(others: readonly string[], bounce: Bounce): Script {
  return sh`${backup(others)}
mkdir -p -m 700 ${directory}
ln -sfn "$backup" ${kept}
${writeFile(script, putBack(others, bounce).wire, '700')}
${writeFile(rollbackUnit, unitFile)}
systemctl daemon-reload
systemctl enable ${bootUnit}
systemctl stop ${unit}.timer ${settled}.timer 2>/dev/null || :
systemd-run -q --unit=${unit} --collect --on-active=${rollbackSeconds} --timer-property=AccuracySec=500ms /bin/sh ${script}`;
}

/**
 * Lets the node run a script a second later, when it has answered this round. When the script fails, the node rolls
 * back. How long the script takes is up to the node: the time for the confirmation begins behind it.
 */
export function applyDetached(apply: Script): Script {
  return sh`${writeFile(
    `${directory}/apply`,
    sh`( set -e
${apply}
systemd-run -q --unit=${settled} --collect --on-active=${settledSeconds} --timer-property=AccuracySec=500ms \
  systemctl start --no-block ${unit}.service
touch ${applied}
) || systemctl start --no-block ${unit}.service
`.wire,
    '700',
  )}
systemd-run -q --unit=microcloud-net-apply --collect --on-active=1 --timer-property=AccuracySec=100ms /bin/sh ${`${directory}/apply`}`;
}

/**
 * Keeps the new address, unless the node's router does not answer. Safe to repeat. Fails when the old files are being
 * put back, or are back already. Where the node had this address before, it answers at once: then this waits until the
 * change has ended.
 */
export function confirm(router: string | undefined): Script {
  return sh`[ -e ${rollbackUnit} ] || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10; do [ ! -e ${applied} ] || break; sleep 1; done
[ -e ${applied} ] || { echo 'the change of address has not come to its end'; exit 1; }
${router === undefined ? sh`:` : refuseWithout(router)}
systemctl stop ${unit}.timer ${settled}.timer 2>/dev/null || :
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
  systemd-run -q --collect --on-active=1 --timer-property=AccuracySec=100ms systemctl start ${unit}.service
  echo ${`the router ${router} does not answer`}
  exit 1
fi`;
}

// At boot the network service does not run yet, and reads the files when it starts. The unit is removed last: until
// then the script can be repeated.
function putBack(others: readonly string[], { service, down, up }: Bounce): Script {
  return sh`systemctl is-active --quiet ${service} && running=yes
if [ "$running" ]; then ( ${down} ); fi
${restored(kept, others)}
if command -v netplan >/dev/null; then netplan generate; fi
if [ "$running" ]; then ( ${up} ); fi
systemctl --no-reload disable ${bootUnit}
systemctl --no-block stop ${unit}.timer ${settled}.timer 2>/dev/null || :
rm -rf ${rollbackUnit} ${directory}
`;
}
