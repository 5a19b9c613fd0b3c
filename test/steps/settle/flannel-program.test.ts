import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cniFolder, flannelSubnet } from '../../../src/facts/cni-programs.ts';
import step from '../../../src/steps/settle/flannel-program.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { runInRoot } from '../../support/scratch-root.ts';
import { layOut, temporary } from '../../support/temporary.ts';

const started = new Date('2026-11-01');
/** containerd's ctr, as far as it mounts an image, which has the program, and unmounts it. */
const ctr = `#!/bin/sh
case "$*" in
  *" mount ghcr.io/flannel-io/flannel-cni-plugin:"*) for last; do :; done; echo program >"$last/flannel" ;;
  *" unmount --rm "*) for last; do :; done; rm "$last/flannel" ;;
  *) exit 1 ;;
esac
`;

describe("Flannel's program", () => {
  itPlans(
    step,
    { damaged: '' },
    {
      'is there': { finds: [] },
      'is put back': {
        when: { damaged: 'flannel gone\n' },
        finds: ["change: Put Flannel's program back: /usr/lib/cni/flannel is gone"],
      },
      'is put back where somebody changed it': {
        when: { damaged: 'flannel changed\n' },
        finds: ["change: Put Flannel's program back: /usr/lib/cni/flannel has changed"],
      },
      'is a part of k3s': { scope: makeScope({ cluster: { distribution: 'k3s' } }), finds: [] },
    },
    { undone: 'the program is in /usr/lib' },
  );

  it('comes from the image, is as old as the start of Flannel, and leaves nothing mounted', async (t) => {
    const root = await temporary(t);
    await layOut(root, [
      ['bin/ctr', ctr],
      [flannelSubnet, ''],
      ['/run/microcloud/generation', '0'],
    ]);
    chmodSync(join(root, 'bin/ctr'), 0o755);
    utimesSync(join(root, flannelSubnet), started, started);
    const [finding] = planStep(step, { damaged: 'flannel gone\n' });
    assert.ok(finding?.kind === 'change');
    const { code, stderr } = runInRoot(root, finding.script, [cniFolder, '/run/flannel', '/run/microcloud']);
    assert.equal(code, 0, stderr);
    const program = join(root, cniFolder, 'flannel');
    assert.equal(readFileSync(program, 'utf8'), 'program\n');
    assert.deepEqual([statSync(program).mode & 0o777, statSync(program).mtimeMs], [0o755, started.getTime()]);
    assert.deepEqual(readdirSync(join(root, '/run/microcloud')), ['generation']);
    assert.equal(existsSync(`${program}.microcloud`), false);
  });
});
