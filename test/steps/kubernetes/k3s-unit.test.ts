import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Scope } from '../../../src/engine/model.ts';
import step from '../../../src/steps/kubernetes/k3s-unit.ts';
import { k3sScope } from '../../support/k3s.ts';
import { fileAnswer, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { layOut, temporary } from '../../support/temporary.ts';

const fresh = {
  file: '',
  unit: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '' }),
  state: 'none\n',
};
const textOf = (scope: Scope) => {
  const [finding] = planStep(step, fresh, scope);
  return (finding?.kind === 'change' && finding.after) || '';
};
const server = k3sScope({ at: 'pi-1' });

describe('the unit of k3s', () => {
  itPlans(step, fresh, {
    'is that of a server on control planes': {
      scope: server,
      finds: ['change: Write /etc/systemd/system/k3s.service', 'change: Enable k3s.service'],
    },
    'is that of an agent on workers': {
      scope: k3sScope(),
      finds: ['change: Write /etc/systemd/system/k3s-agent.service', 'change: Enable k3s-agent.service'],
    },
    'restarts what runs': {
      when: { file: fileAnswer('[Unit]\n'), unit: unitAnswer(), state: 'done\n' },
      scope: server,
      finds: ['change: Change /etc/systemd/system/k3s.service, which restarts k3s; the old one is kept beside it'],
    },
    'is there': { when: { file: fileAnswer(textOf(server)), unit: unitAnswer() }, scope: server, finds: [] },
  });

  it('lets k3s import images once, and all of them again where containerd has lost its own', async (t) => {
    const agent = await temporary(t);
    const list = join(agent, 'images/.cache.json');
    const start = () => {
      for (const [, line = ''] of textOf(server).matchAll(/^ExecStartPre=-\/bin\/sh -c '(.*)'$/gm)) {
        // As systemd reads it.
        const script = line.replaceAll('$$', () => '$').replaceAll('%%', '%');
        execFileSync('sh', ['-c', script.replaceAll('/var/lib/rancher/k3s/agent', agent)]);
      }
      return readFileSync(list, 'utf8');
    };
    const imported = [['images/.cache.json', '{"k3s-airgap-images.tar.zst":{}}']] as const;
    await layOut(agent, imported);
    assert.equal(start(), '');
    await layOut(agent, [['containerd/io.containerd.metadata.v1.bolt/meta.db', 'bolt']]);
    assert.equal(start(), '');
    rmSync(list);
    assert.equal(start(), '');
    await layOut(agent, imported);
    // The list has whole seconds.
    const archive = join(agent, 'images/k3s-airgap-images.tar.zst');
    writeFileSync(archive, 'zstd');
    utimesSync(archive, 1.75, 1.75);
    assert.equal(start(), '{"k3s-airgap-images.tar.zst":{}}');
    assert.equal(statSync(archive).mtimeMs, 1000);
  });

  it('waits for the API of a server, and only for the start of an agent', () => {
    assert.match(textOf(server), /^Type=notify$[\s\S]*^ExecStart=\/usr\/local\/bin\/k3s server$/m);
    assert.match(textOf(k3sScope()), /^Type=exec$[\s\S]*^ExecStart=\/usr\/local\/bin\/k3s agent$/m);
  });
});
