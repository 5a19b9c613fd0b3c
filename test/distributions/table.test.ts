import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { archs } from '../../src/artifacts/architectures.ts';
import { distributions, journalCommand, perDistribution, unsupported } from '../../src/distributions/table.ts';
import { Version } from '../../src/distributions/version.ts';
import type { Cluster } from '../../src/inventory/schema.ts';
import { tracesOf } from '../../src/steps/leave/traces.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';

const names = Object.keys(distributions) as Cluster['distribution'][];

for (const name of names) {
  const column = distributions[name];
  const cluster: Cluster = { ...makeScope().cluster, distribution: name };

  describe(name, () => {
    it('knows versions by the text that people write, each once', () => {
      assert.deepEqual(
        column.versions.map((text) => `${Version.of(text)}`),
        [...new Set(column.versions)],
      );
    });

    for (const text of column.versions) {
      it(`has a source of everything in ${text}, for each architecture that it runs on`, () => {
        const downloads = column.downloads(Version.of(text));
        assert.equal(new Set(downloads.map((one) => one.name)).size, downloads.length);
        for (const arch of archs.filter((one) => !unsupported(name, one))) {
          for (const { kind, name: what, source } of downloads) {
            const { origin, checksums = 'https://' } = source(arch);
            if (kind === 'image') assert.equal(origin, what);
            else assert.match(origin, /^https:\/\/[^+]+$/);
            assert.match(checksums, /^https:/);
          }
        }
        assert.match(column.pauseImage(Version.of(text)), /^[a-z0-9.]+\/[a-z/-]*pause:[\d.]+$/);
      });
    }

    it('keeps nothing of a membership on a node that has left', () => {
      const { units, state } = tracesOf(cluster);
      const isErased = (path: string) => state.some((one) => path === one || path.startsWith(`${one}/`));
      const member = [column.joined, column.adminConfig, column.clusterCa, ...column.certificates];
      assert.deepEqual(
        member.filter((path) => !isErased(path)),
        [],
      );
      assert.deepEqual([...units].sort(), [...new Set(Object.values(column.unit))].sort());
    });

    it('asks a control plane for no less than a worker', () => {
      const { 'control-plane': more, worker: less } = column.minimums;
      assert.ok(more.memoryMebibytes > less.memoryMebibytes && more.processors >= less.processors);
    });

    it('says how its journal is read, by units that it has', () => {
      const own = [...Object.values(column.unit).map((unit) => unit.replace('.service', '')), 'containerd'];
      for (const unit of column.journal) assert.ok(own.includes(unit), unit);
      assert.equal(journalCommand(cluster), `journalctl ${column.journal.map((unit) => `-u ${unit}`).join(' ')}`);
    });

    it('has sound shell', () => {
      const scripts = [column.kubectl, column.kubectlWithin(10), column.forget("a'b")];
      assertShell({ changes: scripts.map((script) => ({ kind: 'change', summary: 'x', script })) });
    });
  });
}

describe('a setting that one distribution reads', () => {
  const { cluster } = makeScope();
  const withServer = (server: Record<string, string | string[]>) => ({ ...cluster, k3s: { server } });

  it('is where cgroup v1 is accepted', () => {
    const words = 'fail-cgroupv1=false';
    const both = { ...withServer({ 'kubelet-arg': [words] }), kubeadm: { kubelet: { failCgroupV1: false } } };
    const answers = perDistribution(({ acceptsCgroup1 }) => [
      acceptsCgroup1(cluster, 'control-plane'),
      acceptsCgroup1(both, 'control-plane'),
      acceptsCgroup1(both, 'worker'),
    ]);
    assert.deepEqual(answers, { kubeadm: [false, true, true], k3s: [false, true, false] });
  });

  it('is whether CoreDNS comes at all', () => {
    const answers = perDistribution(({ bringsDnsLater }) => [
      bringsDnsLater(cluster),
      bringsDnsLater(withServer({ disable: ['coredns'] })),
      bringsDnsLater(withServer({ disable: ['traefik'] })),
    ]);
    assert.deepEqual(answers, { kubeadm: [false, false, false], k3s: [true, false, true] });
  });
});

describe('a version that nobody has tried', () => {
  for (const [text, isPublished] of [
    ['1.33.0+k3s1', true],
    ['1.40.2+k3s12', true],
    ['1.32.9+k3s1', false],
    ['2.33.0+k3s1', false],
    ['1.36.0', false],
    ['1.36.0-rc1+k3s1', false],
  ] as const) {
    it(`may ${isPublished ? '' : 'not '}be asked for as ${text}, of k3s only`, () => {
      assert.deepEqual(
        perDistribution((column) => column.isPublished(Version.of(text))),
        { kubeadm: false, k3s: isPublished },
      );
    });
  }
});
