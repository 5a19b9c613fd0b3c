import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact, slow } from './command.ts';

/**
 * Who has an address, as this node sees it. `nobody`: no machine answers. `own`: this node itself. `friend`: the machine
 * behind one of some known addresses. `stranger`: another machine; its hardware address, where it is in this network.
 */
export type AddressOwner =
  | { readonly kind: 'nobody' | 'own' | 'friend' }
  | { readonly kind: 'stranger'; readonly hardware: string | undefined };

/**
 * Asks in the network who has an address. Machines are compared by their hardware addresses; `friends` are IPv4
 * addresses.
 */
export function addressOwner(address: string, friends: readonly string[]): Fact<AddressOwner> {
  const fact = commandFact(
    `owner of ${address} beside ${friends.join()}`,
    sh`if ip -4 -o address show | grep -qF ${` ${address}/`}; then echo own; exit; fi
command -v ping >/dev/null || exit 0
hardware() { ip -4 neigh show to "$1" | sed -n 's/.* lladdr \([0-9a-f:]*\).*/\1/p' | head -n 1; }
once() { ping -q -n -c 1 -W 1 "$1" >/dev/null 2>&1; }
# What lets no ping through answers the question for its hardware address all the same. The kernel keeps an answer for half a
# minute: one that may be old is forgotten first.
if ! once ${address}; then
  ip -4 neigh flush to ${address} 2>/dev/null
  once ${address} || [ -n "$(ip -4 neigh show to ${address} nud reachable)" ] || exit 0
fi
for friend in ${friends}; do once "$friend" & done
wait
echo "answers $(hardware ${address})"
cat /sys/class/net/*/address
for friend in ${friends}; do hardware "$friend"; done`,
    ownerIn,
  );
  return slow(fact);
}

function ownerIn(stdout: string): AddressOwner {
  const [first = '', ...known] = stdout.trim().split('\n');
  if (first === '') return { kind: 'nobody' };
  if (first === 'own') return { kind: 'own' };
  const hardware = first.split(' ')[1] || undefined;
  if (hardware !== undefined && known.includes(hardware)) return { kind: 'friend' };
  return { kind: 'stranger', hardware };
}
