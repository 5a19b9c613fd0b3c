import type { Change } from '../../engine/model.ts';
import { lines, type Script, sh } from '../../shell/sh.ts';
import { applyDetached, armRollback, confirm, movePending } from './network-rollback.ts';
import type { Edit, Ground, Stack, StaticNetwork } from './stacks/stack.ts';

interface Moving {
  /** The name of the node, for people. */
  readonly node: string;
  readonly edits: readonly Edit[];
  readonly ground: Ground;
  readonly machineId: string;
  /** Whether the node has a router now: the node must not lose it. */
  readonly hasRouter: boolean;
}

/** Makes the change that gives the node another address. The way back is prepared first. */
export function move(
  stack: Stack,
  wanted: StaticNetwork,
  { node, edits, ground, machineId, hasRouter }: Moving,
): Change {
  const { link, address, gateway } = wanted;
  const paths = [...new Set(edits.map((edit) => edit.path))];
  const down = stack.down(wanted, ground);
  const up = stack.up(wanted, ground);
  const changed = edits.map((edit) => edit.change);
  return {
    kind: 'change',
    about: address,
    summary: `Give ${link} the address ${address} for good, through ${stack.name}`,
    before: join(changed.map(({ before }) => before)),
    after: join(changed.map(({ after }) => after)),
    script: sh`${refuseTaken(link, address)}
${armRollback(paths, { service: stack.service, down, up })}
${applyDetached(sh`${down} || :
${lines(changed.map(({ script }) => script))}
${up}`)}`,
    atBoot:
      'Another profile takes the interface at boot: nmcli -f NAME,DEVICE,FILENAME,AUTOCONNECT-PRIORITY connection, or networkctl status',
    effect: {
      kind: 'move',
      address,
      machineId,
      confirm: confirm(hasRouter ? gateway : undefined),
      pending: movePending,
      hint: `Check staticAddress and network of ${node} in the inventory, then run the same command again.`,
    },
  };
}

function join(texts: readonly (string | undefined)[]): string {
  return texts.filter(Boolean).join('\n');
}

/** Fails when another machine answers for the address. */
function refuseTaken(link: string, address: string): Script {
  // Two programs are called arping, and only one has this -D. Where that one is missing a ping does the same: the
  // kernel asks for the owner of the address, once a route says that the address is on this link.
  return sh`owner=
if command -v arping >/dev/null && arping -V 2>&1 | grep -q iputils; then
  owner=$(arping -D -c 2 -w 2 -I ${link} ${address} | sed -n 's/.*reply from.*\[\(.*\)\].*/\1/p' | head -n 1)
elif command -v ping >/dev/null; then
  ip neighbour flush to ${address} dev ${link} || :
  route=; if ip route add ${`${address}/32`} dev ${link} 2>/dev/null; then route=added; fi
  ping -c 2 -i 0.5 -W 1 ${address} >/dev/null || :
  owner=$(ip neighbour show to ${address} dev ${link} | sed -n 's/.* lladdr \([^ ]*\).*/\1/p')
  if [ "$route" ]; then ip route del ${`${address}/32`} dev ${link}; fi
fi
if [ "$owner" ]; then
  echo ${`${address} is in use by another machine:`} "$owner. Choose another staticAddress, or switch that machine off."
  exit 1
fi`;
}
