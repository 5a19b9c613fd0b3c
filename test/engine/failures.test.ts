import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Answers } from '../../src/engine/answers.ts';
import { comesBack, linkLost, roundFailed, stillNeeded } from '../../src/engine/failures.ts';
import type { Change } from '../../src/engine/model.ts';
import { planPhase } from '../../src/engine/plan.ts';
import { asUserError, UserError } from '../../src/errors.ts';
import { sh } from '../../src/shell/sh.ts';
import { noteStep } from '../support/fake-cluster.ts';
import { makeScope } from '../support/plan.ts';

const change: Change = { kind: 'change', id: 'kernel.modules', summary: 'Load vxlan', script: sh`modprobe vxlan` };
const again = /^Run the same command again/;

describe('what an error advises', () => {
  it('is to run the command again only where the reason may be over by itself', () => {
    const lost = linkLost('pi-2', 5, new Error('no answer'));
    const cut = roundFailed('pi-2', { kind: 'broken', code: 137, stderr: '' });
    assert.ok([lost, cut].every(({ hints }) => hints.some((hint) => again.test(hint))));
    const failed = roundFailed('pi-2', { kind: 'failed', change, code: 1, output: 'FATAL: module vxlan not found' });
    assert.match(failed.message, /module vxlan not found/);
    assert.ok(failed.hints.every((hint) => !again.test(hint)));
    assert.match(failed.hints[0] ?? '', /^Put right what the command says/);
  });

  it('does not call it a bug of ours when something on the node takes a change back', () => {
    const { message, hints } = stillNeeded('pi-2', change);
    assert.doesNotMatch(message, /bug/);
    assert.match(hints[0] ?? '', /Ansible, Puppet, a cron job/);
    const returned = comesBack('pi-2', [change]);
    assert.ok(returned.hints.every((hint) => !again.test(hint)));
    assert.equal(returned.hints.at(-1), 'Then: microcloud init --only pi-2');
  });

  it("does not call it a bug of ours when the person's computer refuses something", () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    assert.deepEqual(asUserError(full, 'pi-2').hints, [
      'This computer refuses it: correct the cause that it names. Then: microcloud init',
    ]);
    assert.match(asUserError(new TypeError('x is not a function'), 'pi-2').hints[0] ?? '', /bug in microcloud/);
  });

  it('is that of an error that a step throws, if the error has advice: then it is no bug of the step', () => {
    const thrown = new UserError('The sources are not built.', { hints: ['npm run build'] });
    const plain = new TypeError('x is undefined');
    const stepOf = (error: Error) => ({
      ...noteStep('x', change),
      needs: () => ({}),
      plan() {
        throw error;
      },
    });
    const problemOf = (error: Error) =>
      planPhase({ name: 'kernel', steps: [stepOf(error)] }, makeScope(), new Answers(new Map(), '0')).problems[0];
    assert.deepEqual([problemOf(thrown)?.summary, problemOf(thrown)?.hint], [thrown.message, 'npm run build']);
    assert.match(problemOf(plain)?.summary ?? '', /cannot be planned \(x is undefined\)/);
  });
});
