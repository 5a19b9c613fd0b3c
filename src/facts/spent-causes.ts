import type { Causes } from '../causes.ts';

/** What is used up on a node: memory, processes, room, what the kernel counts. */
export const spentCauses: Causes = [
  [
    /killed by the OOM killer|result 'oom-kill'|cannot allocate memory|runtime: out of memory/i,
    'The node has too little memory, and the kernel ended a process: run less on it, or take a board with more.',
  ],
  [
    /fork\/exec \S+: resource temporarily unavailable|failed to create new OS thread/,
    'The node may have no more processes: microcloud doctor counts them, and ps -eLf shows whose they are.',
  ],
  // These come before the full disk: the kernel says "no space left on device" of them, too.
  [
    /too many open files|inotify_add_watch \S+: no space left on device|failed to watch (?:file|directory) .*no space left on device/i,
    'Too many open files: raise fs.inotify.max_user_instances and fs.inotify.max_user_watches.',
  ],
  [
    /\/sys\/fs\/cgroup\/\S*: no space left on device/,
    'The kernel makes no more control groups, as old kernels do after many pods: update the system, and reboot the node.',
  ],
  [
    /mvcc: database space exceeded/,
    'etcd has as much as it may have (2 GB), and writes nothing more: defragment it, and switch its alarm off (etcdctl defrag, etcdctl alarm disarm).',
  ],
  [/no space left on device/i, 'The disk is full.'],
];
