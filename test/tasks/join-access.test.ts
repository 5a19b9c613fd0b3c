import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Session } from '../../src/engine/session.ts';
import { Script } from '../../src/shell/sh.ts';
import { grantTo, revokeFrom } from '../../src/tasks/join-access/join-access.ts';
import { quickClock } from '../support/clock.ts';
import { type Behaviour, fakeNode } from '../support/fake-node.ts';
import { fixture } from '../support/fixture.ts';
import { sharedSecrets } from '../support/kubeadm.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';

const certificate = fixture('kubernetes/ca.crt');
// openssl x509 -pubkey -in ca.crt | openssl pkey -pubin -outform der | openssl dgst -sha256
const sum = '8e6559c7ec381e7373b980c836f1e458cc794fae7c9b35e65b01d3554df850a1';
const token = sharedSecrets.joinToken.reveal();

function firstControlPlane(behaviour: Behaviour = {}, all: Parameters<typeof makeScope>[0] = {}) {
  const connection = fakeNode({
    answer: (question) => (question.includes('ca.crt') ? certificate : undefined),
    ...behaviour,
  });
  const scope = makeScope({ at: 'pi-1', secrets: sharedSecrets, ...all });
  const notes: string[] = [];
  const session: Session = {
    connection,
    scope,
    facts: [],
    holder: 'test',
    clock: quickClock(),
    emit: (event) => notes.push(event.kind === 'note' ? event.message : event.kind),
  };
  return { connection, session, notes };
}

describe('letting nodes join', () => {
  it('takes one exec, and tells what the CA of the cluster is known by', async () => {
    const { connection, session } = firstControlPlane();
    assert.deepEqual(await grantTo(session, ['pi-2', 'pi-3']), { caCertHash: `sha256:${sum}` });
    assert.equal(connection.execs, 1);
  });

  it('forgets what is left of nodes with these names, and makes the token of this run', async () => {
    const { connection, session } = firstControlPlane();
    await grantTo(session, ['pi-2', 'pi-3']);
    const [script = ''] = connection.changes;
    assert.match(script, /^kubectl delete node --ignore-not-found --wait=false pi-2 pi-3$/m);
    assert.match(
      script,
      /get secret bootstrap-token-abcdef .*\|\|\n +kubeadm token create --config \/run\/microcloud\/token\.yaml/,
    );
    assert.ok(script.includes(token));
    assert.doesNotMatch(script, /upload-certs/);
    assertShell({ changes: [{ kind: 'change', summary: 'Let join', script: new Script([script]) }] });
  });

  it('keeps the token and the key out of all arguments', async () => {
    const { connection, session } = firstControlPlane({}, { all: { role: 'control-plane' } });
    await grantTo(session, ['pi-2']);
    const lines = (connection.changes[0] ?? '').split('\n').filter((line) => /^\s*(kubectl|kubeadm)/.test(line));
    assert.ok(lines.length >= 3);
    for (const { reveal, label } of [sharedSecrets.joinToken, sharedSecrets.certificateKey])
      assert.ok(
        lines.every((line) => !line.includes(reveal())),
        label,
      );
  });

  it('lays out certificates for further control planes only', async () => {
    const { connection, session } = firstControlPlane({}, { all: { role: 'control-plane' } });
    await grantTo(session, ['pi-2']);
    assert.match(
      connection.changes[0] ?? '',
      /^kubeadm init phase upload-certs --upload-certs --config \S+ >\/dev\/null$/m,
    );
  });

  it('first takes away what was laid out for the control plane before, whose token kubeadm would leave behind', async () => {
    const { connection, session } = firstControlPlane({}, { all: { role: 'control-plane' } });
    await grantTo(session, ['pi-3']);
    assert.match(
      connection.changes[0] ?? '',
      /^keeper=\$\(kubectl .* get secret kubeadm-certs [\s\S]*delete secret .* kubeadm-certs .*\$keeper\nkubeadm init phase upload-certs /m,
    );
  });

  it('takes control planes with these names out of etcd, in sound shell', async () => {
    const { connection, session } = firstControlPlane({}, { all: { role: 'control-plane' } });
    await grantTo(session, ['pi-2', 'pi-3']);
    const [script = ''] = connection.changes;
    assert.match(script, /exec etcd-pi-1 -- etcdctl .* member remove "\$id"/);
    assert.match(script, /grep -E ', \(pi-2\|pi-3\), '/);
    assertShell({ changes: [{ kind: 'change', summary: 'Let join', script: new Script([script]) }] });
  });

  it('connects again when the link is lost', async () => {
    const { connection, session, notes } = firstControlPlane({ loses: (exec) => exec === 1 });
    assert.deepEqual(await grantTo(session, ['pi-2']), { caCertHash: `sha256:${sum}` });
    assert.deepEqual([connection.execs, connection.reconnects], [2, 1]);
    assert.deepEqual(notes, ['the link is lost (cut by the test): connecting again']);
  });

  it('waits for its own first try, which goes on without a link and holds the lock', async () => {
    const { connection, session, notes } = firstControlPlane({
      loses: (exec) => exec === 1,
      locks: (exec) => exec === 2,
    });
    assert.deepEqual(await grantTo(session, ['pi-2']), { caCertHash: `sha256:${sum}` });
    assert.equal(connection.execs, 3);
    assert.equal(notes.at(-1), 'waiting');
  });

  it('says what fails', async () => {
    const { session } = firstControlPlane({ change: () => 7 });
    await assert.rejects(grantTo(session, ['pi-2']), /pi-1: "Let pi-2 join" fails with exit code 7\.\nit failed/);
  });
});

describe('ending that', () => {
  it('removes the token and the certificates, also after a lost link', async () => {
    const { connection, session } = firstControlPlane({ loses: (exec) => exec === 1 });
    await revokeFrom(session);
    const script = connection.changes[0] ?? '';
    assert.match(script, /delete secret --ignore-not-found kubeadm-certs bootstrap-token-abcdef \$keeper$/m);
    assert.ok(!script.includes(token));
  });
});

describe('letting nodes join k3s', () => {
  const tokens = (question: string) => {
    const [, file] = /^cat (\S+)$/m.exec(question) ?? [];
    return file === undefined ? undefined : `K10abc::of ${file}\n`;
  };
  const scope = { cluster: { distribution: 'k3s' } } as const;

  it("tells the cluster's own tokens, each for its kind of node", async () => {
    const { session, connection } = firstControlPlane({ answer: tokens }, scope);
    assert.deepEqual(await grantTo(session, ['pi-2']), {
      serverToken: 'K10abc::of /var/lib/rancher/k3s/server/token',
      agentToken: 'K10abc::of /var/lib/rancher/k3s/server/agent-token',
    });
    assert.equal(connection.execs, 1);
  });

  it('forgets nodes with these names, and their passwords', async () => {
    const { session, connection } = firstControlPlane({ answer: tokens }, scope);
    await grantTo(session, ['pi-2', 'pi-3']);
    const [script = ''] = connection.changes;
    assert.match(script, /delete node .* pi-2 pi-3$/m);
    assert.match(script, /delete secret .* pi-2\.node-password\.k3s pi-3\.node-password\.k3s$/m);
    assertShell({ changes: [{ kind: 'change', summary: 'Let join', script: new Script([script]) }] });
  });

  it('leaves nothing to take away', async () => {
    const { session, connection } = firstControlPlane({ answer: tokens }, scope);
    await revokeFrom(session);
    assert.equal(connection.execs, 0);
  });
});
