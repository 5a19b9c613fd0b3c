import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/runtime/containerd-config.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';

const unit = unitAnswer({ started: 'Tue 2026-11-17 08:00:00 UTC' });

/** What the step finds on a node with such a file: the text as it becomes, and the notes. */
function planned(config: string, version = '1.7.24~ds1-6+deb13u1') {
  const findings = planStep(
    step,
    { config: fileAnswer(config, { modified: 1 }), unit, debian: version, docker: '' },
    makeScope(),
  );
  const change = findings.find(({ kind, about }) => kind === 'change' && about === '/etc/containerd/config.toml');
  return {
    text: change?.kind === 'change' ? (change.after ?? '') : undefined,
    summary: change?.summary,
    notes: findings.filter(({ kind }) => kind === 'note').map(({ summary }) => summary),
  };
}

// After NVIDIA's guide for its container toolkit, and a Jetson's file of containerd/containerd#6389.
const nvidia = `version = 2
root = "/mnt/ssd/containerd"
imports = ["/etc/containerd/conf.d/*.toml"]
[debug]
  level = "info"
[plugins]
  [plugins."io.containerd.grpc.v1.cri"]
    sandbox_image = "k8s.gcr.io/pause:3.2"
    systemd_cgroup = false
    [plugins."io.containerd.grpc.v1.cri".cni]
      bin_dir = "/opt/cni/bin"
      conf_template = ""
      max_conf_num = 1
    [plugins."io.containerd.grpc.v1.cri".containerd]
      default_runtime_name = "nvidia"
      snapshotter = "fuse-overlayfs"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]
        runtime_type = "io.containerd.runc.v2"
        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia.options]
          BinaryName = "/usr/bin/nvidia-container-runtime"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.spin]
        runtime_type = "io.containerd.spin.v2"
`;
/** The lines of a text with their indentation, as other programs and people read them. */
const indents = (text = '') => text.split('\n').map((line) => `${line.search(/\S|$/)} ${line.trim()}`);

describe('the indentation of a file of others', () => {
  it('is as containerd itself writes it, where the file was indented', () => {
    const lines = indents(planned(nvidia).text);
    for (const line of [
      '0 root = "/mnt/ssd/containerd"',
      '0 [debug]',
      '2 level = "info"',
      '2 [plugins."io.containerd.grpc.v1.cri"]',
      '4 [plugins."io.containerd.grpc.v1.cri".cni]',
      '6 max_conf_num = 1',
      '10 [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia.options]',
      '12 BinaryName = "/usr/bin/nvidia-container-runtime"',
    ])
      assert.ok(lines.includes(line), `${line} is not in\n${lines.join('\n')}`);
  });

  it('is none where the file had none', () => {
    const lines = indents(planned(nvidia.replaceAll(/^ +/gm, '')).text);
    assert.deepEqual(
      lines.filter((line) => !line.startsWith('0 ')),
      [],
    );
  });
});

// containerd/containerd#12612 and killer-sh/cks-course-environment#93.
const mirrors = `version = 2
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = ""
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors]
    [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
      endpoint = ["https://mirror.gcr.io", "https://registry-1.docker.io"]
  [plugins."io.containerd.grpc.v1.cri".registry.configs."registry.lan".auth]
    username = "ana"
    password = "not-a-real-one"
`;
const debian = `version = 2

[plugins]
  [plugins."io.containerd.grpc.v1.cri"]
    [plugins."io.containerd.grpc.v1.cri".cni]
      bin_dir = "/usr/lib/cni"
      conf_dir = "/etc/cni/net.d"
  [plugins."io.containerd.internal.v1.opt"]
    path = "/var/lib/containerd"
`;
const kept = [
  'root = "/mnt/ssd/containerd"',
  'imports = [ "/etc/containerd/conf.d/*.toml" ]',
  'level = "info"',
  'max_conf_num = 1',
  'default_runtime_name = "nvidia"',
  'snapshotter = "fuse-overlayfs"',
  'BinaryName = "/usr/bin/nvidia-container-runtime"',
  'runtime_type = "io.containerd.spin.v2"',
];

describe("others' settings of containerd", () => {
  it('stay beside ours, a runtime and a disk of their own among them', () => {
    const { text = '', notes, summary } = planned(nvidia);
    for (const line of kept) assert.ok(text.includes(line), `${line} is not in\n${text}`);
    assert.match(text, /bin_dir = "\/usr\/lib\/cni"/);
    assert.match(text, /sandbox_image = "registry\.k8s\.io\/pause:/);
    // kubelet and containerd agree about the control groups of each runtime that is runc's.
    assert.equal(text.match(/SystemdCgroup = true/g)?.length, 2);
    assert.match(summary ?? '', /^Change \/etc\/containerd\/config\.toml; the old one is kept beside it/);
    assert.deepEqual(notes, []);
  });

  it('need no second change', () => {
    assert.equal(planned(planned(nvidia).text ?? '').text, undefined);
  });

  it('stay for containerd 2, which reads the older format, too', () => {
    const { text = '' } = planned(nvidia, '2.1.3');
    for (const line of ['version = 2', ...kept]) assert.ok(text.includes(line), `${line} is not in\n${text}`);
  });

  it('are named where containerd refuses them beside ours, without what they say', () => {
    for (const version of ['1.7.24', '2.2.1']) {
      const { text = '', notes } = planned(mirrors, version);
      assert.doesNotMatch(text, /mirrors|configs|config_path = ""/);
      assert.deepEqual(notes, [
        '/etc/containerd/config.toml was not written by microcloud. Its settings stay, except these: registry.mirrors.docker.io, registry.configs.registry.lan',
      ]);
    }
  });

  it('do not hide the packages: what these bring is no setting of a person', () => {
    const docker =
      '#   Copyright 2018-2022 Docker Inc.\n\ndisabled_plugins = ["cri"]\n\n#root = "/var/lib/containerd"\n';
    for (const file of [debian, docker, '\n']) assert.match(planned(file).text ?? '', /^# Written by microcloud\. /);
  });

  it('stay in a file of format 1, whose names are other ones', () => {
    // kubernetes/test-infra#21735 in containerd/containerd#5340.
    const old = `disabled_plugins = ["restart", "cri"]
oom_score = -999
[plugins.cri]
  max_container_log_line_size = 262144
[plugins.cri.cni]
  conf_template = "/home/kubernetes/cni.template"
[plugins.cri.containerd]
  snapshotter = "native"
  default_runtime_name = "crun"
[plugins.linux]
  shim = "containerd-shim"
`;
    const { text = '', notes } = planned(old);
    for (const line of [
      'version = 2',
      'oom_score = -999',
      'max_container_log_line_size = 262144',
      'snapshotter = "native"',
    ])
      assert.ok(text.includes(line), `${line} is not in\n${text}`);
    assert.match(text, /\[plugins\."io\.containerd\.grpc\.v1\.cri"\.containerd\]/);
    assert.doesNotMatch(text, /disabled_plugins|conf_template|crun|plugins\.linux/);
    assert.match(
      notes.join(),
      /except these: linux, disabled_plugins: restart, cni\.conf_template, containerd\.default_runtime_name$/,
    );
  });

  it('get the names that containerd starts with where a guide was for an older format', () => {
    // deislabs/containerd-wasm-shims#110, kata-containers/kata-containers#4124, containerd/containerd#10905.
    const guide = `version = 2
disabled_plugins = ["opt"]
[plugins.cri.containerd.runtimes.spin]
  runtime_type = "io.containerd.spin.v1"
[plugins."io.containerd.gc.v1.scheduler"]
  pause_threshold = 0.02
`;
    for (const version of ['1.7.24', '2.0.4']) {
      const { text = '', notes } = planned(guide, version);
      assert.match(text, /\[plugins\."io\.containerd\.grpc\.v1\.cri"\.containerd\.runtimes\.spin\]/);
      assert.match(text, /pause_threshold = 0\.02/);
      assert.doesNotMatch(text, /plugins\.cri|disabled_plugins/);
      assert.match(notes.join(), /except these: disabled_plugins: opt$/);
    }
  });

  it('go with their names where containerd cannot read them', () => {
    const three = "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd]\ndefault_runtime_name = 'crun'\n";
    const { text = '', notes } = planned(three);
    assert.match(text, /^version = 2$/m);
    assert.match(notes.join(), /except these: version, containerd\.default_runtime_name$/);
    const broken = planned('version = 2\n[plugins\n');
    assert.match(broken.text ?? '', /^# Written by microcloud\. /);
    assert.match(broken.notes.join(), /and line 2 is not TOML: its settings no longer count$/);
  });

  it('may have whole numbers that are no integers', () => {
    assert.match(
      planned('version = 2\n[plugins."io.containerd.x.v1.y"]\nshare = 1.0\ncount = 1\n').text ?? '',
      /share = 1\.0\ncount = 1\n/,
    );
  });
});
