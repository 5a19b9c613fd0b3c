import type { Daemon } from './ensure-daemon.ts';

/** The program on a proxy that passes on what comes to the cluster. */
export const proxy = {
  program: 'HAProxy',
  unit: 'microcloud-proxy.service',
  unitFile: '/etc/systemd/system/microcloud-proxy.service',
  configuration: '/etc/microcloud/haproxy.cfg',
  loaded: '/run/microcloud-proxy/haproxy.cfg',
  /** A socket for root, where it tells that it works, and which machines it passes connections on to. */
  answers: '/run/microcloud-proxy/answers',
} as const satisfies Daemon & { readonly answers: string };
