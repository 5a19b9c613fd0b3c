import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Copy } from '../../src/backup/copy.ts';
import { requireFit } from '../../src/backup/fits.ts';
import { readCopy } from '../../src/backup/read-copy.ts';
import { Version } from '../../src/distributions/version.ts';
import { UserError } from '../../src/errors.ts';
import type { Cluster } from '../../src/inventory/schema.ts';
import { packCopy, partsOfCopy } from '../support/copies.ts';
import { makeScope } from '../support/plan.ts';

describe('a copy and an inventory', () => {
  let copy: Copy;
  before(async () => {
    copy = await readCopy(await packCopy(partsOfCopy()));
  });
  const inventory = (cluster: Partial<Cluster> = {}) => ({ ...makeScope({ cluster }), path: '/home/inventory.yaml' });

  it('fit when they are about one cluster', () => {
    requireFit(copy, inventory());
  });

  it('fit with another patch release of Kubernetes', () => {
    requireFit(copy, inventory({ version: Version.of('1.35.6') }));
  });

  const rows: Readonly<Record<string, readonly [cluster: Partial<Cluster>, says: RegExp, write: string]>> = {
    'with another name': [
      { name: 'school' },
      /^cluster\.name is school in the inventory, and home in the copy: it is a copy of another cluster\.$/,
      'cluster.name home',
    ],
    'with another minor version': [
      { version: Version.of('1.36.4') },
      /^cluster\.version is 1\.36 in the inventory, and 1\.35 in the copy: .*; upgrade afterwards\.$/,
      'cluster.version 1.35',
    ],
    'with another distribution': [
      { distribution: 'k3s' },
      /^cluster\.distribution is k3s /,
      'cluster.distribution kubeadm',
    ],
    'with an address that nodes do not call': [
      { endpoint: 'api.home.arpa:6443' },
      /^cluster\.endpoint is api\.home\.arpa:6443 .* 192\.168\.0\.201:6443 in the copy: all nodes call the API by this name or address\.$/,
      'cluster.endpoint 192.168.0.201:6443',
    ],
    'with other addresses of pods and of Services': [
      { podNetwork: '10.1.0.0/16', serviceNetwork: '10.2.0.0/16' },
      /^cluster\.podNetwork is [\s\S]*\ncluster\.serviceNetwork is /,
      'cluster.podNetwork 10.244.0.0/16, cluster.serviceNetwork 10.96.0.0/12',
    ],
  };
  for (const [title, [cluster, says, write]] of Object.entries(rows)) {
    it(`do not fit ${title}`, () => {
      assert.throws(
        () => requireFit(copy, inventory(cluster)),
        (error) => {
          assert.ok(error instanceof UserError && error.exitCode === 2);
          assert.match(error.message, says);
          assert.equal(error.hints[0], `Write into /home/inventory.yaml: ${write}`);
          return true;
        },
      );
    });
  }
});
