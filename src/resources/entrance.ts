import { type Script, sh } from '../shell/sh.ts';
import { tryUntil } from './try-until.ts';

/** What keeps the shared address on a control plane, or on a proxy. */
export const entrance = {
  program: 'keepalived',
  unit: 'microcloud-entrance.service',
  unitFile: '/etc/systemd/system/microcloud-entrance.service',
  configuration: '/etc/microcloud/keepalived.conf',
  /** The configuration that keepalived has read. */
  loaded: '/run/microcloud-entrance/keepalived.conf',
  /** What keepalived asks whether this node may have the address. */
  check: '/usr/local/lib/microcloud/api-answers',
  /** A file that is on the node that makes the cluster, while the node makes it. */
  creating: '/run/microcloud-creating',
  /** A file that is on a control plane whose API ends for a moment: the node leaves the address to others meanwhile. */
  pausing: '/run/microcloud-pausing',
  /** Makes the file `pausing`, and waits until the address has gone. */
  handOver: '/usr/local/lib/microcloud/hand-address-over.sh',
} as const;

/**
 * Lets another control plane take the shared address, where there is one, before the API of this one ends for a moment.
 */
export const handedOver: Script = sh`if [ -e ${entrance.handOver} ]; then sh ${entrance.handOver}; fi`;

/** Takes the shared address, by which the API that is about to be made is called, and waits until this node has it. */
export function claimed(address: string): Script {
  const failure = `This node does not get the shared address ${address}: look at journalctl -u ${entrance.unit}`;
  return sh`trap 'rm -f ${entrance.creating}' EXIT
: >${entrance.creating}
${tryUntil(sh`ip -4 -o address show | grep -qF ${` ${address}/`}`, { tries: 60, failure })}`;
}
