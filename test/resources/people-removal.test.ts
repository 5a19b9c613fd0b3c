import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { personId } from '../../src/facts/cluster/person-object.ts';
import { clearPerson, takeAccess } from '../../src/resources/people-removal.ts';
import { sh } from '../../src/shell/sh.ts';
import { makeScope } from '../support/plan.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';
import { assertShell } from '../support/shell.ts';

const { cluster } = makeScope();
const role = (person: string, namespace: string) => ({
  ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', namespace, name: `microcloud-${person}` },
});
const wiki = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'wiki' };
const quota = { apiVersion: 'v1', kind: 'ResourceQuota', namespace: 'wiki', name: 'microcloud' };
const noted = [wiki, quota, personId('ismael'), role('ismael', 'wiki'), personId('joan'), role('joan', 'shop')];
const robot = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'wiki', name: 'robot' };

describe('the removal of a person', () => {
  it('takes the access of this person first, and of nobody else', () => {
    const { wire } = takeAccess({ name: 'ismael', going: ['wiki'], kept: [], keys: [] }, noted, cluster);
    assert.match(wire, /"name":"microcloud-ismael","namespace":"wiki"/);
    assert.match(wire, /microcloud-person-ismael/);
    assert.doesNotMatch(wire, /joan|ResourceQuota|delete namespace/);
  });

  it('deletes the namespace, and notes what is left', () => {
    const { wire } = clearPerson({ name: 'ismael', going: ['wiki'], kept: [], keys: [] }, noted, cluster);
    assert.match(wire, /delete namespace --ignore-not-found --timeout=300s wiki/);
    const [, ledger] = /"objects":"([^"]*)"/.exec(wire) ?? [];
    assert.equal(
      ledger,
      'v1 ConfigMap kube-system/microcloud-person-joan\\nrbac.authorization.k8s.io/v1 RoleBinding shop/microcloud-joan\\n',
    );
  });

  it('keeps a namespace with its quota, and takes away what would let somebody in', () => {
    const leaving = { name: 'ismael', going: [], kept: ['wiki'], keys: [robot] };
    const { wire } = clearPerson(leaving, noted, cluster);
    assert.match(wire, /-n wiki delete --ignore-not-found serviceaccount robot/);
    assert.match(wire, /label namespace wiki microcloud\.cloudy\/objects-/);
    assert.doesNotMatch(wire, /delete namespace|ResourceQuota/);
  });

  it('goes on where somebody has deleted the namespace already', needsScratch, async (t) => {
    const kubectl = `cat >/dev/null
case $* in
  *ignore-not-found*) ;;
  *namespace*) echo 'Error from server (NotFound): namespaces "wiki" not found' >&2; exit 1 ;;
esac`;
    const node = await scratchNode(t, { programs: { kubectl } });
    const leaving = { name: 'ismael', going: [], kept: ['wiki'], keys: [robot] };
    const { code, stderr } = await node.run(sh`set -e
( ${clearPerson(leaving, noted, cluster)}
) </dev/null`);
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('leaves no note where nobody is left', () => {
    const all = noted.filter(({ name, namespace }) => !`${name} ${namespace}`.match(/joan/));
    const { wire } = clearPerson({ name: 'ismael', going: ['wiki'], kept: [], keys: [] }, all, cluster);
    assert.match(wire, /"name":"microcloud-objects-people"[\s\S]* delete --ignore-not-found/);
    assert.doesNotMatch(wire, /apply/);
  });

  it('is sound shell', () => {
    const leaving = { name: 'ismael', going: ['a'], kept: ['wiki'], keys: [robot] };
    const script = (made: typeof takeAccess) =>
      ({ kind: 'change', summary: 'x', script: made(leaving, noted, cluster) }) as const;
    assertShell({ changes: [script(takeAccess), script(clearPerson)] });
  });
});
