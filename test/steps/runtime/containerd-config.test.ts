import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../../src/distributions/version.ts';
import step from '../../../src/steps/runtime/containerd-config.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const unit = unitAnswer({ started: 'Tue 2026-11-17 08:00:00 UTC' });
const start = Date.UTC(2026, 10, 17, 8) / 1000;
const configFor = (debian: string, scope = makeScope()) => {
  const [finding] = planStep(step, { config: '', unit, debian, docker: '' }, scope);
  return finding?.kind === 'change' ? (finding.after ?? '') : '';
};
const written = fileAnswer(configFor('1.7.24~ds1-6+deb13u1'), { modified: start - 5 });
const base = { config: written, unit, debian: '1.7.24~ds1-6+deb13u1', docker: '' };
const write = 'change: Change /etc/containerd/config.toml';
const restart = 'change: Restart containerd.service: /etc/containerd/config.toml is newer than its start';

describe('containerd', () => {
  itPlans(step, base, {
    'is right when it started after its configuration was written': { finds: [] },
    'is configured and started on a fresh node, whose version is not known yet': {
      leaves: { '/etc/containerd/config.toml': configFor('1.7.24') },
      when: { config: '', debian: '', unit: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '' }) },
      finds: [
        'change: Write /etc/containerd/config.toml',
        'change: Enable containerd.service [cri.socket]',
        'change: Start containerd.service [cri.socket]',
      ],
    },
    "loses the configuration of Docker's package, which switches CRI off": {
      follows: [restart],
      when: { config: fileAnswer('disabled_plugins = ["cri"]\n') },
      finds: [write],
    },
    'keeps what others have set': {
      follows: [restart],
      when: { config: fileAnswer('version = 2\nroot = "/mnt/ssd"\n') },
      finds: [`${write}; the old one is kept beside it`],
      leaves: {
        '/etc/containerd/config.toml':
          /^root = "\/mnt\/ssd"$[\s\S]*^\[plugins\."io\.containerd\.grpc\.v1\.cri"\.cni\]$/m,
      },
    },
    'is restarted when its configuration is newer than its start': {
      when: { config: written.replace(`${start - 5}`, `${start + 1}`) },
      finds: ['change: Restart containerd.service: /etc/containerd/config.toml is newer than its start'],
    },
    'is started where it does not run': {
      when: { unit: unitAnswer({ active: 'failed', started: '' }) },
      finds: ['change: Start containerd.service [cri.socket]'],
    },
    'is unmasked': {
      when: { unit: unitAnswer({ load: 'masked', active: 'inactive', started: '' }) },
      finds: ['change: Enable containerd.service [cri.socket]', 'change: Start containerd.service [cri.socket]'],
    },
    'gets another configuration for version 2': {
      follows: [restart],
      when: { debian: '', docker: '2.1.3-1~debian.13' },
      finds: [write],
    },
    'is left alone for k3s': {
      when: { config: '', debian: '1.4.13~ds1-1~deb11u4' },
      scope: makeScope({ cluster: { distribution: 'k3s' } }),
      finds: [],
    },
  });

  it('reads a configuration of the format that its version knows', () => {
    for (const [version, format] of Object.entries({ '1.6.20~ds1': 2, '1.7.24': 2, '2.0.4': 3, '2.1.3': 3, '3.0': 3 }))
      assert.match(configFor(version), new RegExp(`^version = ${format}$`, 'm'), version);
  });

  for (const [version, section] of [
    ['1.7.24', '[plugins."io.containerd.grpc.v1.cri"]'],
    ['2.1.3', "[plugins.'io.containerd.cri.v1.runtime']"],
  ] as const) {
    it(`takes cluster.containerd.cri into the CRI plugin of ${version}, each field once`, () => {
      const cri = { restrict_oom_score_adj: true, max_container_log_line_size: -1, cdi_spec_dirs: ['/etc/cdi'] };
      const config = configFor(version, makeScope({ cluster: { containerd: { cri } } }));
      const [, behind = ''] = config.split(`${section}\n`);
      const own = behind.split(/^\s*\[/m)[0] ?? '';
      for (const line of ['restrict_oom_score_adj = true', 'max_container_log_line_size = -1'])
        assert.equal(own.split(`  ${line}\n`).length, 2, `${line} is not once in\n${own}`);
      assert.match(own, /cdi_spec_dirs = \["\/etc\/cdi"\]/);
    });
  }

  it('starts sandboxes from an image of your own', () => {
    const cri = { sandbox_image: 'registry.local/pause:1' };
    for (const [version, line] of [
      ['1.7.24', /^ *sandbox_image = "registry\.local\/pause:1"$/m],
      ['2.1.3', /^ *sandbox = "registry\.local\/pause:1"$/m],
    ] as const) {
      const config = configFor(version, makeScope({ cluster: { containerd: { cri } } }));
      assert.match(config, line);
      assert.doesNotMatch(config, /sandbox_image[\s\S]*sandbox_image|registry\.k8s\.io\/pause/);
    }
  });

  it('follows the cgroup driver of kubelet', () => {
    assert.match(configFor('1.7.24'), /SystemdCgroup = true/);
    const kubelet = { cgroupDriver: 'cgroupfs' };
    assert.match(configFor('2.1.3', makeScope({ cluster: { kubeadm: { kubelet } } })), /SystemdCgroup = false/);
  });

  it('starts sandboxes from the image that kubeadm of this version brings', () => {
    const scope = makeScope({ cluster: { version: Version.of('1.36.3') } });
    for (const version of ['1.7.24', '2.1.3'])
      assert.match(configFor(version, scope), /registry\.k8s\.io\/pause:3\.10\.2"/);
  });
});
