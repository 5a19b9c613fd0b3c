import { defineStep, type Scope } from '../../engine/model.ts';
import { serfKey, serfKeyFile } from '../../facts/serf-key.ts';
import { wantsSerfKey } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';

/**
 * The key by which the nodes' Serf agents keep strangers out. The leader makes it only when all nodes take part and
 * have come this far: an agent with a key and one without do not understand each other.
 * docs/decisions/2026-11-30-serf-has-a-key.md
 */
export default defineStep({
  id: 'serf.key',
  title: "Serf's key",
  on: 'leader',
  // Newcomers take the key that there is.
  follows: 'nodes',
  needs: () => ({ key: serfKey }),
  *plan({ facts: { key }, ...scope }) {
    const isOutdated = key.isCommunitys || (key.sum !== undefined && key.sum === scope.lost?.serfKey);
    if (!wantsSerfKey(scope) || (key.exists && !isOutdated) || !isEverybodyHere(scope)) return;
    yield { kind: 'change', summary: "Make a key that encrypts what the nodes' Serf agents say to each other", script };
  },
});

function isEverybodyHere({ nodes, leaderKey, joined }: Scope): boolean {
  return leaderKey !== undefined && (!joined || nodes.every(({ name, cloudy }) => !cloudy || joined.includes(name)));
}

// 32 bytes. The shell's own printf writes it: no program has the key among its arguments.
const script = sh`mkdir -p /etc/microcloud
( umask 077; key=$(head -c 32 /dev/urandom | base64 -w 0); printf '{"encrypt_key":"%s"}\n' "$key" >${serfKeyFile}.microcloud )
sync ${serfKeyFile}.microcloud
mv -f ${serfKeyFile}.microcloud ${serfKeyFile}`;
