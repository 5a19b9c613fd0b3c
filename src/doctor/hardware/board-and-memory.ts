import { textFact } from '../../facts/command.ts';
import { kernelComplaints } from '../../facts/kernel-journal.ts';
import { architecture } from '../../facts/machine.ts';
import { procFact } from '../../facts/proc.ts';
import { sh } from '../../shell/sh.ts';
import { smallPages } from '../advice.ts';
import { nodeCheck } from '../check.ts';

const pageSize = textFact('page size', sh`getconf PAGESIZE`);
const machine = textFact('machine', sh`uname -m`);

export default [
  nodeCheck({
    id: 'hw.page_size',
    title: 'Its kernel has pages of 16 KiB',
    severity: 'warning',
    why: 'Images built with jemalloc stop with "Unsupported system page size".',
    advice: smallPages,
    runbook: 'The Pi 5 boots a kernel of its own with 16 KiB pages. kernel8.img has 4 KiB and runs everything.',
    source: 'static-web-server#440; rauthy#1287; rustfs#3269',
    needs: () => ({ pageSize }),
    judge: ({ facts }) => (facts.pageSize === '16384' ? {} : undefined),
  }),
  nodeCheck({
    id: 'hw.mixed',
    title: 'A 64-bit kernel runs a 32-bit system',
    severity: 'warning',
    why: 'Programs for arm64 are not found ("No such file or directory"); images must be for 32 bit.',
    advice: 'Install the 64-bit Raspberry Pi OS',
    runbook:
      'Raspberry Pi OS 32-bit boots a 64-bit kernel on a Pi 4 and 5. `dpkg --print-architecture` is what counts.',
    source: 'k3s#2419, #7673; andrewrothstein/ansible-kubectl#12; kubekey#747, #2615',
    needs: () => ({ architecture, machine }),
    judge: ({ facts }) => (facts.machine === 'aarch64' && facts.architecture === 'armhf' ? {} : undefined),
  }),
  nodeCheck({
    id: 'hw.memory_left',
    when: 'member',
    title: 'Its memory is nearly used up',
    severity: 'warning',
    why: 'The kernel will stop programs, the API among them.',
    advice: 'kubectl top pods -A, or: ssh {node} ps aux --sort=-rss',
    runbook: 'Less than 5 % is available. Give pods limits, or move them to a bigger board.',
    source: 'microk8s inspect low-memory guard',
    needs: () => ({ memory: procFact('/proc/meminfo') }),
    judge({ facts: { memory = '' } }) {
      const of = (key: string) => Number(new RegExp(`^${key}: +(\\d+)`, 'm').exec(memory)?.[1] ?? Number.NaN);
      const percent = Math.floor((100 * of('MemAvailable')) / of('MemTotal'));
      return percent < 5 ? { what: `Only ${percent} % of its memory is available` } : undefined;
    },
  }),
  nodeCheck({
    id: 'hw.processes',
    title: 'It has nearly as many processes and threads as the kernel lets it have',
    why: 'No program can start: "fork: Resource temporarily unavailable".',
    advice: 'ssh {node} "ps -eo ppid= | sort | uniq -c | sort -n | tail"',
    runbook:
      'A program starts more and more of them. kernel.pid_max and kernel.threads-max are the limits. A limit for each pod (podPidsLimit of kubelet) keeps a pod from taking all of them.',
    source: 'Kubernetes: process ID limits and reservations',
    entails: ['node.pid_pressure', 'node.ready', 'svc.*', 'pods.*', 'kubelet.active', 'cri.socket'],
    needs: () => ({
      load: procFact('/proc/loadavg'),
      mostIds: procFact('/proc/sys/kernel/pid_max'),
      mostThreads: procFact('/proc/sys/kernel/threads-max'),
    }),
    judge({ facts: { load = '', mostIds, mostThreads } }) {
      // "0.20 0.18 0.12 1/80 11206": running and all threads, proc(5).
      const threads = Number(/ \d+\/(\d+) /.exec(load)?.[1] ?? Number.NaN);
      const most = Math.min(Number(mostIds ?? Number.NaN), Number(mostThreads ?? Number.NaN));
      return threads >= 0.9 * most
        ? { what: `It has ${threads} processes and threads, and may have ${most}` }
        : undefined;
    },
  }),
  nodeCheck({
    id: 'memory.oom',
    title: 'The kernel has stopped programs because memory was used up',
    severity: 'warning',
    why: 'Pods, or the API, restart at random.',
    advice: 'kubectl get pods -A -o wide --field-selector spec.nodeName={node}',
    runbook: 'Give pods memory limits, move them to a bigger board, or take the control plane off a board of 1 GB.',
    source: 'microk8s inspect low-memory guard',
    needs: ({ since }) => ({ journal: kernelComplaints(since) }),
    judge({ facts: { journal } }) {
      const victim = journal.findLast((line) => /out of memory: kill/i.test(line));
      const name = /\(([^)]+)\)/.exec(victim ?? '')?.[1];
      return victim ? { what: `The kernel has stopped ${name ?? 'a program'}: memory was used up` } : undefined;
    },
  }),
];
