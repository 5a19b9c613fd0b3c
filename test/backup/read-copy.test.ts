import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readCopy, UnusableCopy } from '../../src/backup/read-copy.ts';
import { etcdData, packCopy, partsOfCopy } from '../support/copies.ts';

const parts = partsOfCopy();
const without = (path: string) => Object.fromEntries(Object.entries(parts).filter(([name]) => name !== path));

describe('a copy of a cluster', () => {
  it('says of which cluster it is, when it was made and what ran', async () => {
    const copy = await readCopy(await packCopy(parts));
    assert.partialDeepStrictEqual(copy, {
      cluster: 'home',
      distribution: 'kubeadm',
      endpoint: '192.168.0.201:6443',
      made: new Date('2026-11-29T09:45:12Z'),
      inventory: 'cluster: {name: home}\n',
      ca: 'this is ca.crt\n',
    });
    assert.equal(`${copy.version}`, '1.35.4');
    assert.equal(copy.called, '');
    assert.deepEqual(copy.known[1], { name: 'pi-2', version: 'v1.35.4', podNetwork: '10.244.1.0/24' });
    assert.deepEqual(
      copy.parts.find(({ path }) => path === 'etcd.db'),
      { path: 'etcd.db', bytes: 1056 },
    );
  });

  it('says by what its nodes called the API, where it was made since microcloud writes that', async () => {
    assert.equal(
      (await readCopy(await packCopy({ ...parts, called: '192.168.0.201:6443\n' }))).called,
      '192.168.0.201:6443',
    );
  });

  it('is read with the data of sqlite', async () => {
    const { 'etcd.db': _, ...others } = parts;
    const files = { ...others, 'state.db': 'SQLite format 3\0…', 'server/tls/server-ca.crt': 'a CA' };
    assert.equal((await readCopy(await packCopy(files))).cluster, 'home');
  });

  const rows: Readonly<Record<string, readonly [make: () => Promise<Uint8Array>, says: string]>> = {
    'whose end is missing': [async () => (await packCopy(parts)).subarray(0, -40), 'is cut: its end is missing'],
    'that is another file': [async () => Buffer.from('hello'), 'is no copy of a cluster, or it is damaged'],
    'that is another archive': [
      () => packCopy({ 'readme.txt': 'hello' }),
      'is no copy of a cluster: it has no about.json',
    ],
    'that is compressed, and no archive': [
      async () => gzipSync('hello'),
      'is damaged: it is no tar archive, or not a whole one',
    ],
    'with a part that was changed': [
      () => packCopy(parts, { 'pki/ca.key': '0'.repeat(64) }),
      'is damaged: its pki/ca.key is not as it was made',
    ],
    'with a part that somebody has put there': [
      () => packCopy(parts, { 'pki/sa.key': undefined }),
      'is damaged: its SHA256SUMS does not name its pki/sa.key',
    ],
    'without data': [() => packCopy(without('etcd.db')), 'is no copy of a cluster: it has no etcd.db'],
    'without a certificate': [() => packCopy(without('pki/ca.crt')), 'is no copy of a cluster: it has no pki/ca.crt'],
    'whose data etcd has not finished': [
      () => packCopy({ ...parts, 'etcd.db': etcdData().subarray(0, -32) }),
      "is damaged: its data of etcd does not have etcd's own sum",
    ],
    'of another format': [
      () => packCopy({ ...parts, 'about.json': '{"format": 2}' }),
      'was made by another version of microcloud, which writes copies in another way',
    ],
    'that says nothing readable of itself': [
      () => packCopy({ ...parts, 'about.json': '{' }),
      'is no copy of a cluster: what it says of itself cannot be read',
    ],
    'whose time is none': [
      () => packCopy({ ...parts, made: 'yesterday' }),
      'is damaged: it does not say when it was made',
    ],
    'whose version is none': [
      () => packCopy({ ...parts, 'version.json': '{"gitVersion": "$(reboot)"}' }),
      'is damaged: it does not say which Kubernetes ran',
    ],
    'whose version is nothing': [
      () => packCopy({ ...parts, 'version.json': 'null' }),
      'is damaged: it does not say which Kubernetes ran',
    ],
    'with a node whose name is an option of kubectl': [
      () => packCopy({ ...parts, nodes: '--all v1.35.4 10.244.0.0/24\n' }),
      'is damaged: no node is called "--all"',
    ],
    'that describes a node whose name moves the cursor': [
      () => packCopy(partsOfCopy({ nodes: [{ name: 'pi\u001b[2J', role: 'worker', address: '192.168.0.1' }] })),
      'was made by another version of microcloud, which writes copies in another way',
    ],
    'that becomes larger than the memory': [
      async () => gzipSync(Buffer.alloc(40_000_000)),
      'is larger than any copy of a cluster',
    ],
  };
  for (const [title, [make, says]] of Object.entries(rows)) {
    it(`cannot be used ${title}`, async () => {
      await assert.rejects(readCopy(await make(), 30_000_000), (error) => {
        assert.ok(error instanceof UnusableCopy);
        assert.equal(error.message, says);
        return true;
      });
    });
  }
});
