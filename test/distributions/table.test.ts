import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { archs } from '../../src/artifacts/architectures.ts';
import { knownMinors, minorOf } from '../../src/distributions/minors.ts';
import { refusalOf } from '../../src/distributions/supported.ts';
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
    it('makes new clusters of a version that gets fixes, and says which versions were tried', () => {
      for (const text of [column.usual, ...column.tested]) {
        assert.equal(`${Version.of(text)}`, text);
        assert.equal(refusalOf(name, Version.of(text)), undefined);
      }
      assert.equal(minorOf(Version.of(column.usual))?.ended, undefined);
      assert.equal(new Set(column.tested).size, column.tested.length);
    });

    const suffix = name === 'k3s' ? '+k3s1' : '';
    for (const text of [column.usual, ...column.tested, ...knownMinors.map((minor) => `${minor}.77${suffix}`)]) {
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
        assert.ok(name === 'k3s' || downloads.some((one) => one.name === column.pauseImage(Version.of(text))));
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
      assert.deepEqual(
        [...units].sort(),
        [
          ...new Set(Object.values(column.unit)),
          ...['node-exporter', 'registry', 'registry-push'].map((name) => `microcloud-${name}.service`),
          ...['approval', 'certificates', 'copy'].map((name) => `microcloud-${name}.timer`),
        ].sort(),
      );
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

describe('the pause image of k3s', () => {
  for (const [text, tag] of [
    ['1.34.99+k3s1', '3.6'],
    ['1.35.4+k3s1', '3.6'],
    ['1.35.6+k3s1', '3.6'],
    ['1.35.7+k3s1', '3.10.2'],
    ['1.35.10+k3s1', '3.10.2'],
    ['1.36.2+k3s1', '3.6'],
    ['1.36.3+k3s1', '3.10.2'],
    ['1.37.0+k3s1', '3.10.2'],
  ] as const) {
    it(`is ${tag} in ${text}, before a node tells`, () => {
      assert.equal(distributions.k3s.pauseImage(Version.of(text)), `docker.io/rancher/mirrored-pause:${tag}`);
    });
  }
});
