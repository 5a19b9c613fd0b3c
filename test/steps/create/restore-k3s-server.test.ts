import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Copy } from '../../../src/backup/copy.ts';
import { readCopy } from '../../../src/backup/read-copy.ts';
import first from '../../../src/steps/create/k3s-first-server.ts';
import step from '../../../src/steps/create/restore-k3s-server.ts';
import { packCopy, partsOfCopy } from '../../support/copies.ts';
import { k3sScope } from '../../support/k3s.ts';
import { fileAnswer, planStep } from '../../support/plan.ts';
import { assertShell } from '../../support/shell.ts';

describe('the server of a copy of k3s', () => {
  let copy: Copy;
  before(async () => {
    const parts = partsOfCopy({ distribution: 'k3s' });
    copy = await readCopy(await packCopy({ ...parts, 'version.json': '{"gitVersion": "v1.35.4+k3s1"}' }));
  });
  const scope = (more: Parameters<typeof k3sScope>[0] = {}, restoring = copy) => ({
    ...k3sScope({ at: 'pi-1', ...more }),
    restoring,
  });
  const plan = (state: string, at = scope(), there = '') => planStep(step, { state: `${state}\n`, copy: there }, at);
  const scriptOf = (at = scope()) => {
    const last = plan('none', at).at(-1);
    return last?.kind === 'change' ? last.script.wire : '';
  };

  it('gets the copy, and is created from it', () => {
    assert.deepEqual(
      plan('none').map(({ summary }) => summary),
      [
        'Bring the copy of the cluster that pi-1 made at 2026-11-29 09:45 UTC',
        'Create the cluster "home" from that copy, with k3s 1.35.4+k3s1',
      ],
    );
    assert.deepEqual(plan('done'), []);
    assert.deepEqual(plan('none', scope({ at: 'pi-2' })), []);
  });

  it('is made once more where a try was interrupted, also while it seems to be there', () => {
    const there = fileAnswer(copy.sums, { mode: '600' });
    assert.deepEqual(
      plan('done', scope(), there).map(({ summary }) => summary),
      ['Create the cluster "home" from that copy, with k3s 1.35.4+k3s1'],
    );
  });

  it('is not created anew beside it, nor instead of it', () => {
    assert.deepEqual(planStep(first, { state: 'none\n', copy: '' }, scope()), []);
    const there = fileAnswer('some sums', { mode: '600' });
    const [finding] = planStep(first, { state: 'none\n', copy: there }, k3sScope({ at: 'pi-1' }));
    assert.equal(finding?.kind === 'problem' && finding.id, 'restore.interrupted');
  });

  it('gets the token before the data that it opens, and starts when the data is there', () => {
    assertShell({ changes: plan('none').filter((finding) => finding.kind === 'change') });
    const text = scriptOf();
    const order = [
      'systemctl stop k3s.service',
      'rm -rf /var/lib/rancher/k3s/server/db',
      'bare /var/lib/microcloud/restore/server/token /etc/rancher/k3s/token',
      'cp -p /var/lib/microcloud/restore/server/token /var/lib/rancher/k3s/server/token',
      '--cluster-reset-restore-path=/var/lib/microcloud/restore/etcd.db',
      'systemctl restart k3s.service',
      'k3s kubectl -n kube-system delete pod',
      'rm -rf /var/lib/microcloud/restore',
    ];
    const places = order.map((words) => text.lastIndexOf(words));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(!places.includes(-1));
    assert.match(text, /cp -p .*\/state\.db .*\/db\/state\.db\n *cp -pR /);
  });

  it('is made of the file that was brought, also where the settings of k3s name a bucket for snapshots', () => {
    assert.match(scriptOf(), /k3s server --cluster-reset [^\n]*\/etcd\.db --etcd-s3=false\n/);
  });

  it('has the password of the machine that made the copy, or has that one forgotten', () => {
    assert.match(scriptOf(), /cp .*node-password \/etc\/rancher\/node\/password/);
    const elsewhere = scriptOf(scope({}, { ...copy, madeOn: 'pi-2' }));
    assert.doesNotMatch(elsewhere, /node-password \/etc/);
    assert.match(elsewhere, /delete secret --ignore-not-found pi-1\.node-password\.k3s/);
  });
});
