import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { canReachOrigins, findBundleSource, prepareBundle } from '../../lab/bundle-source.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { cloudySources } from '../../src/artifacts/cloudy-sources.ts';
import { pathOf } from '../../src/artifacts/source.ts';
import { UserError } from '../../src/errors.ts';
import { layOut, temporary } from '../support/temporary.ts';

const online = { builder: '/nowhere', canReachOrigins: async () => true };
const offline = { builder: '/nowhere', canReachOrigins: async () => false };
const clone = { builder: import.meta.filename, canReachOrigins: async () => false };

const kubeadm = (version: string) => [`dl.k8s.io/release/v${version}/bin/linux/amd64/kubeadm`, 'x'] as const;

describe('where a lab takes Kubernetes from', () => {
  it('is the internet, or what a clone of the repository builds without it', async () => {
    assert.deepEqual(await findBundleSource({}, online), { kind: 'internet' });
    assert.deepEqual(await findBundleSource({}, clone), { kind: 'built', builder: clone.builder });
  });

  it('is nowhere for an installed package without internet, which says what to type', async () => {
    await assert.rejects(findBundleSource({}, offline), (error: UserError) => {
      assert.equal(error.message, 'This machine cannot download Kubernetes, and the lab has no bundle of it.');
      assert.match(error.hints.join('\n'), /microcloud bundle create .*\n.*microcloud lab up --bundle/);
      return true;
    });
  });

  for (const [where, machine] of Object.entries({ online, offline, clone })) {
    it(`is a bundle that the user names: ${where}`, async (t) => {
      const bundle = await temporary(t);
      await layOut(bundle, [kubeadm('1.36.3')]);
      const hasInternet = machine === online;
      assert.deepEqual(await findBundleSource({ bundle }, machine), { kind: 'given', directory: bundle, hasInternet });
    });
  }

  it('is no directory without a version that is known, except for k3s', async (t) => {
    const bundle = await temporary(t);
    await layOut(bundle, [kubeadm('1.2.3')]);
    await assert.rejects(findBundleSource({ bundle }, online), UserError);
    const found = await findBundleSource({ bundle, hasK3s: true }, online);
    assert.equal(found.kind, 'given');
  });
});

describe("a lab's bundle", () => {
  it('has the version and the sources of Cloudy that lie in it', async (t) => {
    const directory = await temporary(t);
    await layOut(directory, [kubeadm('1.36.3')]);
    const prepare = (hasInternet: boolean) =>
      prepareBundle({ kind: 'given', directory, hasInternet }, () => assert.fail('there is nothing to do'));
    const bare = { directory, sums: undefined, kubernetes: '1.36.3', hasCloudy: false };
    assert.deepEqual(await prepare(false), bare);
    await layOut(directory, [kubeadm('1.36.10'), kubeadm('1.38.0'), ['SHA256SUMS', '']]);
    const listed = { ...bare, sums: sha256(Buffer.alloc(0)), kubernetes: '1.36.10' };
    assert.deepEqual(await prepare(false), listed);
    assert.equal((await prepare(true)).hasCloudy, true);
    await layOut(
      directory,
      Object.values(cloudySources).map(({ origin }) => [pathOf(origin), 'source']),
    );
    assert.equal((await prepare(false)).hasCloudy, true);
  });

  for (const [title, end, expected] of [
    ['tells what is being built', '', undefined],
    ['says why it cannot be built', "console.error('It does not build.'); process.exitCode = 1;", 'It does not build.'],
  ] as const) {
    it(title, async (t) => {
      const home = await temporary(t);
      const builder = join(home, 'builder.ts');
      await mkdir(join(home, 'cache'));
      await writeFile(builder, `console.log('Building', process.argv[2]);\n${end}`);
      const before = process.env.XDG_CACHE_HOME;
      process.env.XDG_CACHE_HOME = join(home, 'cache');
      t.after(() => {
        if (before === undefined) delete process.env.XDG_CACHE_HOME;
        else process.env.XDG_CACHE_HOME = before;
      });
      const lines: string[] = [];
      const error = await prepareBundle({ kind: 'built', builder }, (line) => lines.push(line)).then(
        () => undefined,
        (thrown: Error) => thrown.message,
      );
      assert.equal(error, expected);
      assert.deepEqual(lines, [`Building ${join(home, 'cache/microcloud/lab/bundle')}`]);
    });
  }
});

describe('an origin', () => {
  for (const [status, isReached] of [
    [200, true],
    [403, false],
    [502, false],
  ] as const) {
    it(`is ${isReached ? '' : 'not '}reached where it answers ${status}`, async (t) => {
      const server = createServer((_request, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
      t.after(() => server.close());
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      assert.equal(await canReachOrigins(`http://127.0.0.1:${port}/`), isReached);
    });
  }

  it('is not reached where it refuses', async () => {
    assert.equal(await canReachOrigins('http://127.0.0.1:1/'), false);
  });
});
