import type { Fact } from '../engine/model.ts';
import { type Script, sh } from '../shell/sh.ts';
import { commandFact, linesIn, slow } from './command.ts';

/** A question for the name servers of the root, in the bytes of the wire: so only bash must be there to ask DNS. */
const query = String.raw`\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01`;

// It reads one byte: each read takes a whole datagram.
const asking = `for try in 1 2; do
  exec 3<>"/dev/udp/$0/53" && printf "$1" >&3 && read -r -t 2 -N 1 <&3 && exit 0
done
exit 1`;

/**
 * Succeeds when the server answers anything at one of two tries. `before` are words before bash, which say from where
 * it is asked.
 */
function answers(server: Script, before: Script = sh``): Script {
  return sh`${before}bash -c ${asking} ${server} ${query} 2>/dev/null`;
}

export interface Nameserver {
  readonly address: string;
  readonly answers: boolean;
}

/** Name servers of resolv.conf, and which of them answer anything at all. */
export const nameservers: Fact<readonly Nameserver[]> = slow(
  commandFact(
    'name servers',
    sh`command -v bash >/dev/null || exit 1
for server in $(sed -n 's/^nameserver  *\([0-9.]*\) *$/\1/p' /etc/resolv.conf); do
  ( if ${answers(sh`"$server"`)}; then echo "$server yes"; else echo "$server no"; fi ) &
done
wait`,
    (stdout) => linesIn(stdout).map((line) => ({ address: line.split(' ')[0] ?? '', answers: line.endsWith(' yes') })),
  ),
);

/**
 * Asks whether the cluster's DNS answers a pod of this node, from inside the network of one; undefined where no pod has
 * a network of its own.
 */
export function podDns(address: string): Fact<boolean | undefined> {
  return slow(
    commandFact(
      `DNS of pods at ${address}`,
      sh`command -v bash >/dev/null && command -v nsenter >/dev/null || exit 1
for space in /run/netns/cni-*; do
  [ -e "$space" ] || continue
  if ${answers(sh`${address}`, sh`nsenter --net="$space" `)}; then echo yes; else echo no; fi
  exit 0
done`,
      (stdout) => (stdout.trim() === '' ? undefined : stdout.trim() === 'yes'),
    ),
  );
}
