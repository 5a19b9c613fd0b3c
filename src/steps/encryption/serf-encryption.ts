import { type Change, defineStep, type Scope } from '../../engine/model.ts';
import type { Secrets } from '../../engine/run-secrets.ts';
import { fileFact } from '../../facts/file.ts';
import { type SerfKey, serfKey, serfKeyDropIn, serfKeyFile } from '../../facts/serf-key.ts';
import { unitFact } from '../../facts/unit.ts';
import { wantsSerfKey } from '../../inventory/node-roles.ts';
import type { Node } from '../../inventory/schema.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureFile, writeFile } from '../../resources/ensure-file.ts';
import { ensureStarted } from '../../resources/ensure-unit.ts';
import { template } from '../../resources/template.ts';
import { type Secret, sh, text } from '../../shell/sh.ts';

// Why a file that systemd hands to the agent: docs/decisions/2026-11-30-serf-has-a-key.md.
export default defineStep({
  id: 'serf.key',
  title: 'Encryption of Serf',
  needs: () => ({ key: serfKey, dropIn: fileFact(serfKeyDropIn), unit: unitFact('serf.service') }),
  *plan({ facts: { key, dropIn, unit }, leaderKey, secrets, ...scope }) {
    const { node, leader, cloudy } = scope;
    const isLeader = node.name === leader.name;
    const isCommunitys = cloudy.serf.key !== undefined;
    if (!(isCommunitys ? node.cloudy : wantsSerfKey(scope) && (node.cloudy || isLeader))) {
      if (dropIn.exists) yield removal(serfKeyDropIn, 'Serf is not encrypted');
      if (key.exists) yield removal(serfKeyFile, 'nobody has this key any more');
      if (node.cloudy) yield* under('serf.active', ensureStarted(unit, []));
      return;
    }
    const clusters = () => (isLeader ? undefined : fromLeader(leader, leaderKey, secrets));
    const given = isCommunitys ? fromCommunity(secrets) : clusters();
    const isTaking = given !== undefined && (given.sum === undefined || given.sum !== key.sum);
    if (isTaking) {
      const { summary, content } = given;
      yield { kind: 'change', about: serfKeyFile, summary, script: writeFile(serfKeyFile, content, '600') };
    } else if (key.exists) yield* onlyForRoot(key);
    if (!node.cloudy || !(isTaking || key.exists)) return;
    yield* ensureFile(dropIn, { content: template('serf-key.conf', { key: serfKeyFile }) });
    yield* under('serf.active', ensureStarted(unit, [key]));
  },
});

/** A key that the node shall have. */
interface GivenKey {
  readonly summary: string;
  readonly content: Secret | string;
  /** The sum of the key, as `SerfKey` has it; undefined while the leader is about to make the key. */
  readonly sum: string | undefined;
}

/** Gives the community's key; undefined in runs that only look: these do not know the key. */
function fromCommunity({ communityKey }: Secrets): GivenKey | undefined {
  if (!communityKey) return undefined;
  const { sum, settings } = communityKey;
  return { summary: "Take the community's key of Serf", content: settings, sum };
}

function fromLeader({ name }: Node, leaderKey: Scope['leaderKey'], { serfKey: key }: Secrets): GivenKey | undefined {
  if (!leaderKey) return undefined;
  const content = text`{"encrypt_key":"${key}"}\n`;
  return { summary: `Take the key of Serf that ${name} has`, content, sum: leaderKey.sum };
}

function removal(path: string, why: string): Change {
  return { kind: 'change', about: path, summary: `Remove ${path}: ${why}`, script: sh`rm -f ${path}` };
}

function* onlyForRoot({ path, ...key }: SerfKey & { readonly exists: true }): Iterable<Change> {
  if (key.mode === '600' && key.owner === 'root:root') return;
  const script = sh`chown root:root ${path} && chmod 600 ${path}`;
  yield { kind: 'change', about: path, summary: `Let only root read ${path}`, script };
}
