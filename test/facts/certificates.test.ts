import assert from 'node:assert/strict';
import { chmod, mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { questionsOf } from '../../src/engine/compile.ts';
import { certificatesFact, nodeCertificateState } from '../../src/facts/certificates.ts';
import { certificate } from '../support/certificate.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';
import { runInRoot } from '../support/scratch-root.ts';
import { layOut, temporary } from '../support/temporary.ts';

const fact = certificatesFact({ distribution: 'kubeadm' });
const pki = '/etc/kubernetes/pki';
const kubeconfig = (days: number) => {
  const data = Buffer.from(certificate(days)).toString('base64');
  return `users:\n- user:\n    client-certificate-data: ${data}\n    client-key-data: c2VjcmV0\n`;
};

interface Node {
  readonly files?: Readonly<Record<string, string>>;
  /** What runs: for how many seconds, and its arguments. */
  readonly running?: readonly string[];
  /** Seconds since these files were written. */
  readonly ages?: Readonly<Record<string, number>>;
}

/** What a node with these files answers, as it is printed and as it is read. */
async function answerOf(t: TestContext, { files = {}, running = [], ages = {} }: Node) {
  const root = await temporary(t);
  await mkdir(join(root, 'bin'));
  const programs = {
    pidof: running.length > 0 ? 'echo 1' : 'exit 1',
    ps: running.map((line) => `echo '${line.replaceAll('/etc', `${root}/etc`)}'`).join('\n'),
  };
  await layOut(root, Object.entries(files));
  await layOut(
    join(root, 'bin'),
    Object.entries(programs).map(([name, text]) => [name, `#!/bin/sh\n${text}\n`]),
  );
  for (const name of Object.keys(programs)) await chmod(join(root, 'bin', name), 0o755);
  for (const [path, seconds] of Object.entries(ages)) {
    const time = Date.now() / 1000 - seconds;
    await utimes(join(root, path), time, time);
  }
  const [question] = questionsOf([fact]);
  const { code, stdout, stderr } = runInRoot(root, question!.script, ['/etc/kubernetes']);
  assert.equal(code, 0, stderr);
  const { first, ...rest } = fact.parse(stdout);
  return { stdout, ...rest, path: first?.path.replace(root, '') };
}

test('it finds the certificate that ends first, also the one inside a kubeconfig', async (t) => {
  const files = { [`${pki}/apiserver.crt`]: certificate(300), '/etc/kubernetes/scheduler.conf': kubeconfig(40) };
  const { path, days, stdout } = await answerOf(t, { files });
  assert.equal(path, '/etc/kubernetes/scheduler.conf');
  assert.ok(days === 39 || days === 40, `${days}`);
  assert.doesNotMatch(stdout, /c2VjcmV0/, 'no key leaves the node');
});

test('it counts days below zero when one has ended', async (t) => {
  const { days } = await answerOf(t, { files: { [`${pki}/etcd/peer.crt`]: certificate(-2) } });
  assert.ok(days === -2 || days === -3, `${days}`);
});

test('it tells of one that begins later: the clock was wrong when it was made', async (t) => {
  const files = { [`${pki}/apiserver.crt`]: certificate(400, 30), [`${pki}/etcd/peer.crt`]: certificate(300) };
  assert.equal((await answerOf(t, { files })).early, 31);
  assert.equal((await answerOf(t, { files: { [`${pki}/etcd/peer.crt`]: certificate(300) } })).early, undefined);
});

test('it tells how the certificate of the node is, and the key behind it stays there', needsScratch, async (t) => {
  const fact = nodeCertificateState({ distribution: 'kubeadm' });
  const path = '/var/lib/kubelet/pki/kubelet-client-current.pem';
  const key = '-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n';
  for (const [state, pem] of [
    ['ended', certificate(-2)],
    ['early', certificate(400, 30)],
    ['valid', certificate(300)],
    ['valid', ''],
  ] as const) {
    const node = await scratchNode(t, { files: { [path]: `${pem}${key}` } });
    const [question] = questionsOf([fact]);
    const { stdout } = await node.run(question!.script);
    assert.equal(fact.parse(stdout), state);
    assert.doesNotMatch(stdout, /PRIVATE|c2VjcmV0/);
  }
});

test('it has nothing to say where there is none, and passes over a damaged one', async (t) => {
  const { days, outdated } = await answerOf(t, { files: { [`${pki}/apiserver.crt`]: 'damaged\n' } });
  assert.deepEqual([days, outdated], [undefined, []]);
});

test('it names what started before its own certificate was written', async (t) => {
  const files = {
    [`${pki}/apiserver.crt`]: certificate(300),
    '/etc/kubernetes/scheduler.conf': kubeconfig(300),
    [`${pki}/front-proxy-client.crt`]: certificate(300),
  };
  const { outdated } = await answerOf(t, {
    files,
    ages: {
      [`${pki}/apiserver.crt`]: 5000,
      '/etc/kubernetes/scheduler.conf': 100,
      [`${pki}/front-proxy-client.crt`]: 10,
    },
    running: [
      `4000 kube-apiserver --secure-port=6443 --tls-cert-file=${pki}/apiserver.crt`,
      '  4000 kube-scheduler --kubeconfig=/etc/kubernetes/scheduler.conf --leader-elect=true',
      '4000 etcd --data-dir=/srv/own',
    ],
  });
  assert.deepEqual(outdated, ['kube-scheduler']);
});

test('it takes a start in the same second for a later one', async (t) => {
  const { outdated } = await answerOf(t, {
    files: { '/etc/kubernetes/scheduler.conf': kubeconfig(300) },
    ages: { '/etc/kubernetes/scheduler.conf': 100 },
    running: ['101 kube-scheduler --kubeconfig=/etc/kubernetes/scheduler.conf'],
  });
  assert.deepEqual(outdated, []);
});
