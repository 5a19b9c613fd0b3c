import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Event } from '../../src/engine/events.ts';
import { eventJson, fewerTransfers } from '../../src/screen/event-json.ts';
import { Secret, sh } from '../../src/shell/sh.ts';
import { change, wait } from '../support/survey.ts';

const now = new Date('2026-11-21T08:04:40Z');
const time = now.toISOString();
const node = 'pi-2';
const secret = new Secret('join token', () => {
  throw new Error('a line of the log must not reveal it');
});
const made = change('Write x', {
  id: 'id.hosts',
  about: '/x',
  before: 'old',
  after: 'new',
  script: sh`printf %s ${secret} >x`,
});

describe('an event as JSON', () => {
  const rows: readonly (readonly [about: string, event: Event, withScripts: boolean, json: object])[] = [
    [
      'a change by its summary',
      { kind: 'change', node, phase: 'kernel', change: made },
      false,
      { kind: 'change', node, phase: 'kernel', change: { id: 'id.hosts', about: '/x', summary: 'Write x' } },
    ],
    [
      'a change with its script, secrets as labels',
      { kind: 'change', node, phase: 'kernel', change: made },
      true,
      {
        kind: 'change',
        node,
        phase: 'kernel',
        change: { id: 'id.hosts', about: '/x', summary: 'Write x', script: "printf %s '<join token>' >x" },
      },
    ],
    [
      'a change of a file in which others keep a password, without that',
      {
        kind: 'change',
        node,
        phase: 'kernel',
        change: { ...made, script: sh`printf %s ${'//nas/x /mnt cifs user=pi,password=tomato 0 0'} >/etc/fstab` },
      },
      true,
      {
        kind: 'change',
        node,
        phase: 'kernel',
        change: {
          id: 'id.hosts',
          about: '/x',
          summary: 'Write x',
          script: "printf %s '//nas/x /mnt cifs user=pi,password=<secret> 0 0' >/etc/fstab",
        },
      },
    ],
    [
      'changes without their scripts',
      { kind: 'changed', node, phase: 'kernel', changes: [made] },
      true,
      { kind: 'changed', node, phase: 'kernel', changes: [{ id: 'id.hosts', about: '/x', summary: 'Write x' }] },
    ],
    [
      'a wait without what explains it',
      { kind: 'waiting', node, wait: wait('apt is busy'), seconds: 3 },
      true,
      { kind: 'waiting', node, wait: { id: 'apt.busy', summary: 'apt is busy', limitSeconds: 60 }, seconds: 3 },
    ],
    [
      'a failure as it is',
      { kind: 'failed', node, message: 'pi-2: no', hints: ['do'] },
      false,
      { kind: 'failed', node, message: 'pi-2: no', hints: ['do'] },
    ],
  ];
  for (const [about, event, withScripts, json] of rows) {
    it(`has ${about}`, () => {
      const line = eventJson(event, { withScripts, now });
      assert.deepEqual(JSON.parse(line), { time, ...json });
      assert.ok(!line.includes('\n'));
    });
  }
});

describe('transfers', () => {
  const transfer = (bytes: number, name = 'kubelet'): Event => ({
    kind: 'transfer',
    node,
    direction: 'upload',
    name,
    bytes,
    total: 1000,
  });

  it('are told in ten steps each, the last one included', () => {
    const heard: Event[] = [];
    const hear = fewerTransfers((event) => heard.push(event));
    for (let bytes = 0; bytes <= 1000; bytes++) for (const name of ['kubelet', 'kubeadm']) hear(transfer(bytes, name));
    assert.equal(heard.length, 22);
    assert.deepEqual(heard.at(-2), transfer(1000));
  });
});
