import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { stagedPath } from '../../src/artifacts/artifact-table.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { type Cargo, push, pushAll } from '../../src/artifacts/push.ts';
import type { Connection } from '../../src/transport/connection.ts';
import { limit } from '../../src/transport/limit.ts';
import { layOut, temporary } from '../support/temporary.ts';

/** Runs scripts and takes files on this machine, in a directory in the place of /var/lib/microcloud. */
class Here implements Connection {
  readonly node = 'pi-2';
  readonly uploads: string[] = [];
  readonly scripts: string[] = [];
  readonly directory: string;
  /** What happens to a file on its way. */
  spoil: (file: string) => void = () => {};

  constructor(directory: string) {
    this.directory = directory;
  }

  at(path: string) {
    return path.replaceAll('/var/lib/microcloud', this.directory);
  }

  async run(script: { wire: string }) {
    this.scripts.push(script.wire);
    const { status, stdout, stderr } = spawnSync('sh', ['-s'], { input: this.at(script.wire), encoding: 'utf8' });
    return { code: status ?? 1, stdout: stdout.replaceAll(this.directory, '/var/lib/microcloud'), stderr };
  }

  async upload(file: string, path: string, onProgress?: (bytes: number, total: number) => void) {
    this.uploads.push(path);
    copyFileSync(file, this.at(path));
    this.spoil(this.at(path));
    onProgress?.(3, 3);
  }

  forward(): Promise<never> {
    return Promise.reject(new Error('nothing goes on to a port in this test'));
  }

  async reconnect() {}
  get execs() {
    return this.scripts.length;
  }
  close() {}
}

async function setUp(t: TestContext) {
  const directory = await temporary(t);
  const cargoOf = async (name: string, content: string): Promise<Cargo> => {
    await layOut(join(directory, 'local'), [[name, content]]);
    const fetched = {
      file: join(directory, 'local', name),
      sha256: sha256(Buffer.from(content)),
      bytes: content.length,
    };
    return { artifact: { kind: 'file', name, version: 'v1', arch: 'arm64', origin: `https://a.io/${name}` }, fetched };
  };
  const here = new Here(join(directory, 'node'));
  return { here, cargoOf, staged: () => readdirSync(join(here.directory, 'artifacts')).sort() };
}

describe('pushing an artifact', () => {
  it('puts a verified copy where the node expects it', async (t) => {
    const { here, cargoOf } = await setUp(t);
    const { artifact, fetched } = await cargoOf('kubeadm', 'program');
    const seen: number[][] = [];
    await push(here, artifact, fetched, (...progress) => void seen.push(progress));
    assert.equal(readFileSync(here.at(stagedPath(artifact)), 'utf8'), 'program');
    assert.deepEqual(seen, [[3, 3]]);
  });

  it('sends only what the node does not have, and asks about all in one exec', async (t) => {
    const { here, cargoOf } = await setUp(t);
    const cargo = [await cargoOf('a', 'one'), await cargoOf('b', 'two'), await cargoOf('c', 'six')];
    await pushAll(here, cargo);
    assert.deepEqual([here.uploads.length, here.execs], [3, 2]);
    await pushAll(here, cargo);
    assert.deepEqual([here.uploads.length, here.execs], [3, 3]);
    writeFileSync(here.at(stagedPath(cargo[1]!.artifact)), 'TWO');
    await pushAll(here, cargo);
    assert.deepEqual([here.uploads.slice(3), here.execs], [[stagedPath(cargo[1]!.artifact)], 5]);
    assert.equal(readFileSync(here.at(stagedPath(cargo[1]!.artifact)), 'utf8'), 'two');
  });

  it('sends once more what arrives damaged', async (t) => {
    const { here, cargoOf, staged } = await setUp(t);
    const { artifact, fetched } = await cargoOf('kubeadm', 'program');
    here.spoil = (file) => {
      if (here.uploads.length > 1) return assert.equal(existsSync(`${file}.part`), false);
      appendFileSync(file, 'x');
      writeFileSync(`${file}.part`, 'x');
    };
    await push(here, artifact, fetched);
    assert.equal(here.uploads.length, 2);
    assert.deepEqual(staged(), ['kubeadm-v1']);
  });

  it('gives up when it arrives damaged twice, and leaves nothing of it', async (t) => {
    const { here, cargoOf, staged } = await setUp(t);
    const good = await cargoOf('a', 'one');
    const bad = await cargoOf('kubeadm', 'program');
    here.spoil = (file) => {
      if (file.includes('kubeadm')) writeFileSync(file, 'PROGRAM');
    };
    await assert.rejects(pushAll(here, [good, bad]), {
      name: 'UserError',
      message: /^kubeadm v1 for arm64 arrives damaged at pi-2, twice: \/var\/lib.*kubeadm-v1 does not have sha256 /,
    });
    assert.deepEqual(staged(), ['a-v1']);
    assert.equal(here.uploads.length, 3);
  });

  it('says why when the node has no place for it', async (t) => {
    const { here, cargoOf } = await setUp(t);
    const { artifact, fetched } = await cargoOf('kubeadm', 'program');
    await layOut(here.directory, [['artifacts', 'a file in the way']]);
    await assert.rejects(push(here, artifact, fetched), { name: 'UserError', message: /^pi-2 can't tell.*mkdir/ });
    assert.deepEqual(here.uploads, []);
  });

  it('shares one limit between nodes', async (t) => {
    const { here, cargoOf } = await setUp(t);
    const cargo = [await cargoOf('a', 'one'), await cargoOf('b', 'two'), await cargoOf('c', 'six')];
    const other = new Here(join(await temporary(t), 'node'));
    let running = 0;
    let most = 0;
    const places = limit(2);
    const limited: typeof places = (work) =>
      places(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        return work().finally(() => {
          running -= 1;
        });
      });
    await Promise.all([here, other].map((connection) => pushAll(connection, cargo, { limited })));
    assert.equal(most, 2);
    assert.deepEqual([here.uploads.length, other.uploads.length], [3, 3]);
  });

  it('asks with scripts that shellcheck finds nothing in', async (t) => {
    const { here, cargoOf } = await setUp(t);
    await pushAll(here, [await cargoOf('a', 'one'), await cargoOf("it's", 'two')]);
    for (const script of here.scripts) execFileSync('shellcheck', ['-s', 'sh', '-'], { input: `${script}\n` });
    assert.equal(here.scripts.length, 2);
  });
});
