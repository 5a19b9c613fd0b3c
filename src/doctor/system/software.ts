import { linesFact, textFact } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { packageFact } from '../../facts/package.ts';
import { procFact } from '../../facts/proc.ts';
import { silentSources } from '../../facts/silent-sources.ts';
import { switchOff } from '../../resources/switch-off-source.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

const tools = ['awk', 'sed', 'grep', 'ip', 'ss', 'systemctl', 'flock', 'stat', 'modprobe', 'mount', 'bash'] as const;

const missingTools = linesFact('missing tools', sh`for t in ${tools}; do command -v $t >/dev/null || echo $t; done`);

/** What dpkg has not finished: journal files that a power cut left, and packages that are half installed. */
const unfinished = linesFact(
  'dpkg',
  sh`ls /var/lib/dpkg/updates
grep -B 8 -E '^Status: [a-z]+ [a-z]+ (half-configured|half-installed|unpacked)$' /var/lib/dpkg/status | sed -n 's/^Package: //p'`,
);

const appArmor = textFact('AppArmor parser', sh`command -v apparmor_parser || echo none`);

const cure = sh`export DEBIAN_FRONTEND=noninteractive
dpkg --force-confold --configure -a
apt-get -q -y -o DPkg::Lock::Timeout=600 -f install`;

export default [
  nodeCheck({
    id: 'host.tools',
    title: 'It lacks basic programs',
    why: 'init and doctor use them.',
    advice: 'ssh {node} sudo apt install iproute2 kmod util-linux bash',
    runbook: 'Raspberry Pi OS Lite has all of them; a minimal image may not.',
    source: 'kubeadm preflight FileExisting-*; k0s sysinfo',
    needs: () => ({ missingTools }),
    judge: ({ facts: { missingTools: missing } }) =>
      missing.length > 0 ? { what: `It lacks ${missing.join(', ')}` } : undefined,
  }),
  nodeCheck({
    id: 'apt.broken',
    title: 'An installation of packages was interrupted',
    why: 'apt installs nothing before it is finished.',
    advice: 'ssh {node} "sudo dpkg --configure -a && sudo apt-get -f install"',
    runbook: 'A power cut or a killed apt leaves packages half installed.',
    source: 'dpkg(1) --audit; geerlingguy/ansible-for-kubernetes#83',
    needs: () => ({ unfinished }),
    judge: ({ facts }) =>
      facts.unfinished.length > 0
        ? { what: `An installation of packages was interrupted (${facts.unfinished.slice(0, 3).join(', ')})` }
        : undefined,
    cure: () => ({ kind: 'change', summary: 'Finish what dpkg has begun', script: cure }),
  }),
  nodeCheck({
    id: 'apt.sources',
    title: 'A source of packages gives nothing',
    severity: 'warning',
    why: 'Packages that only this source has cannot be installed or updated.',
    advice: 'ssh {node} sudo apt-get update',
    runbook:
      'Packages come from sources. The server of this one is gone, its key has expired, or it was not reachable at the last "apt-get update". init goes on with the other sources. If nobody needs the source, take its line out, but no other line of that file: Debian itself may stand there.',
    source: 'kubernetes/release#3484, #3564; kubernetes/kubernetes#123673',
    needs: () => ({ silentSources }),
    judge: ({ facts }) =>
      facts.silentSources
        .filter(({ isBroken }) => !isBroken)
        .map((source) => ({
          what: `apt gets nothing from ${source.address} (${source.place})`,
          advice: ['ssh {node} sudo apt-get update', switchOff(source)],
        })),
  }),
  nodeCheck({
    id: 'apt.kubelet',
    title: 'Kubernetes is installed as packages, too',
    severity: 'warning',
    why: 'An upgrade of packages would change or restart kubelet.',
    advice: 'ssh {node} sudo apt-get purge kubelet kubeadm kubectl',
    runbook:
      'init puts its own kubelet into /usr/local/bin. A second one in /usr/bin comes from an earlier installation.',
    source: 'kubeadm installation guide (apt-mark hold)',
    needs: () => ({ kubelet: packageFact('kubelet'), kubeadm: packageFact('kubeadm') }),
    judge: ({ facts }) => ((facts.kubelet ?? facts.kubeadm) ? {} : undefined),
  }),
  nodeCheck({
    id: 'apparmor.parser',
    title: 'AppArmor is on, but its parser is missing',
    severity: 'warning',
    why: 'Containers fail with "apparmor_parser: not found".',
    advice: 'ssh {node} sudo apt install apparmor',
    runbook: 'The kernel has AppArmor switched on; containerd and Docker then load a profile with the parser.',
    source: 'k3s check-config; k0s sysinfo',
    needs: () => ({ enabled: procFact('/sys/module/apparmor/parameters/enabled'), parser: appArmor }),
    judge: ({ facts }) => (facts.enabled === 'Y' && facts.parser === 'none' ? {} : undefined),
    cure: () => ({
      kind: 'change',
      summary: 'Install apparmor',
      script: sh`apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 install apparmor`,
    }),
  }),
  nodeCheck({
    id: 'system.reboot_required',
    title: 'An upgrade waits for a reboot',
    severity: 'warning',
    why: 'It runs with the old kernel or library until then.',
    advice: 'ssh {node} sudo reboot',
    runbook: 'apt leaves /run/reboot-required. Reboot one node after another.',
    source: 'Debian policy: reboot-required',
    needs: () => ({ marker: fileFact('/run/reboot-required') }),
    judge: ({ facts }) => (facts.marker.exists ? {} : undefined),
  }),
  nodeCheck({
    id: 'sysctl.keys',
    title: 'The kernel allows few keys',
    severity: 'warning',
    why: 'Containers fail to start with "disk quota exceeded".',
    advice: 'ssh {node} sudo sysctl kernel.keys.root_maxkeys=1000000',
    runbook: 'Each container takes a keyring. To keep the value after a boot, write it into a file of /etc/sysctl.d.',
    source: 'k3s check-config',
    needs: () => ({ keys: procFact('/proc/sys/kernel/keys/root_maxkeys') }),
    judge: ({ facts: { keys } }) => (keys !== undefined && Number(keys) < 10_000 ? {} : undefined),
  }),
];
