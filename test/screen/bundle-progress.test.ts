import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import { bundleProgress } from '../../src/screen/bundle-progress.ts';

const artifact: Artifact = { kind: 'file', name: 'kubeadm', version: 'v1.35.4', arch: 'arm64', origin: 'https://a/b' };

function shown(act: (progress: ReturnType<typeof bundleProgress>) => void): readonly string[] {
  const lines: string[] = [];
  const line = {
    show: (text: string) => lines.push(`~ ${text}`),
    keep: (text: string) => lines.push(text),
    clear() {},
  };
  act(bundleProgress(line));
  return lines;
}

describe('the progress of a bundle', () => {
  it('counts what is there, and says how much of a download has come', () => {
    const download = { artifact, bytes: 1_500_000, done: 3, count: 9 };
    assert.deepEqual(
      shown(({ downloading }) => {
        downloading({ ...download, total: 72_700_000 });
        downloading({ ...download, total: undefined });
      }),
      ['~ 3 of 9: kubeadm v1.35.4 for arm64, 1.5 MB of 72.7 MB', '~ 3 of 9: kubeadm v1.35.4 for arm64, 1.5 MB'],
    );
  });

  it('keeps a line for each artifact that is there, and for each notice', () => {
    assert.deepEqual(
      shown(({ added, notice }) => {
        added({ artifact, bytes: 72_700_000 });
        notice('The mirror does not answer.');
      }),
      ['kubeadm v1.35.4 for arm64  72.7 MB', 'The mirror does not answer.'],
    );
  });
});
