import { type Change, defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { type SerfKey, serfKey, serfKeyDropIn, serfKeyFile } from '../../facts/serf-key.ts';
import { unitFact } from '../../facts/unit.ts';
import { wantsSerfKey } from '../../inventory/node-roles.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureFile, writeFile } from '../../resources/ensure-file.ts';
import { ensureStarted } from '../../resources/ensure-unit.ts';
import { template } from '../../resources/template.ts';
import { sh, text } from '../../shell/sh.ts';

// Why a file that systemd hands to the agent: docs/decisions/2026-11-30-serf-has-a-key.md.
export default defineStep({
  id: 'serf.key',
  title: 'Encryption of Serf',
  needs: () => ({ key: serfKey, dropIn: fileFact(serfKeyDropIn), unit: unitFact('serf.service') }),
  *plan({ facts: { key, dropIn, unit }, leaderKey, secrets, ...scope }) {
    const { node, leader } = scope;
    const isLeader = node.name === leader.name;
    if (!wantsSerfKey(scope) || !(node.cloudy || isLeader)) {
      if (dropIn.exists) yield removal(serfKeyDropIn, 'Serf is not encrypted');
      if (key.exists) yield removal(serfKeyFile, 'nobody has this key any more');
      if (node.cloudy) yield* under('serf.active', ensureStarted(unit, []));
      return;
    }
    // Without a sum the leader's key is about to be made.
    const isSame = leaderKey?.sum !== undefined && leaderKey.sum === key.sum;
    const isTaking = !isLeader && leaderKey !== undefined && !isSame;
    if (isTaking) {
      const content = text`{"encrypt_key":"${secrets.serfKey}"}\n`;
      const summary = `Take the key of Serf that ${leader.name} has`;
      yield { kind: 'change', about: serfKeyFile, summary, script: writeFile(serfKeyFile, content, '600') };
    } else if (key.exists) yield* onlyForRoot(key);
    if (!node.cloudy || !(isTaking || key.exists)) return;
    yield* ensureFile(dropIn, { content: template('serf-key.conf', { key: serfKeyFile }) });
    yield* under('serf.active', ensureStarted(unit, [key]));
  },
});

function removal(path: string, why: string): Change {
  return { kind: 'change', about: path, summary: `Remove ${path}: ${why}`, script: sh`rm -f ${path}` };
}

function* onlyForRoot({ path, ...key }: SerfKey & { readonly exists: true }): Iterable<Change> {
  if (key.mode === '600' && key.owner === 'root:root') return;
  const script = sh`chown root:root ${path} && chmod 600 ${path}`;
  yield { kind: 'change', about: path, summary: `Let only root read ${path}`, script };
}
