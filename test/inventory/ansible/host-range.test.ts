import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostsOfPattern, readPattern } from '../../../src/inventory/ansible/host-range.ts';
import { nodeName } from '../../../src/inventory/made-name.ts';

describe('hostsOfPattern', () => {
  for (const [pattern, expected] of [
    ['pi', ['pi']],
    ['pi[1:3]', ['pi1', 'pi2', 'pi3']],
    ['pi[:2]', ['pi0', 'pi1', 'pi2']],
    ['pi[08:10].local', ['pi08.local', 'pi09.local', 'pi10.local']],
    ['pi[1:7:3]', ['pi1', 'pi4', 'pi7']],
    ['[a:c]-[1:2]', ['a-1', 'a-2', 'b-1', 'b-2', 'c-1', 'c-2']],
    ['pi[3:1]', []],
  ] as const) {
    it(`makes ${expected.join(' ') || 'nothing'} of ${pattern}`, () =>
      assert.deepEqual(hostsOfPattern(pattern), expected));
  }
});

describe('readPattern', () => {
  for (const [pattern, expected] of [
    ['pi-1:2222', { hosts: ['pi-1'], port: 2222 }],
    ['10.0.0.[1:2]:22', { hosts: ['10.0.0.1', '10.0.0.2'], port: 22 }],
    ['[fd00::1]:2222', { hosts: ['fd00::1'], port: 2222 }],
    ['fd00::1', { hosts: ['fd00::1'] }],
    ['pi@10.0.0.1', { hosts: ['pi@10.0.0.1'] }],
    ['pi[3:1]', { mistake: 'this range has no hosts: its first number is larger than its last' }],
    ['pi[1:100000]', { mistake: 'this range has 1000 hosts or more' }],
    ['pi[1,3]', { mistake: 'this is no name of a host' }],
    ['all:', { mistake: 'this is no name of a host' }],
    ['{{x}}', { mistake: 'this is a template that another program fills in, and no name of a host' }],
    ['${master_ip}', { mistake: 'this is a template that another program fills in, and no name of a host' }],
    ['<MASTER_IP>', { mistake: 'this stands for a name or an address that somebody must write' }],
    ['PI-Küche', { hosts: ['PI-Küche'] }],
  ] as const) {
    it(`reads ${pattern}`, () => assert.deepEqual(readPattern(pattern), expected));
  }
});

describe('nodeName', () => {
  for (const [host, expected] of [
    ['pi-1', 'pi-1'],
    ['Pi_1.local', 'pi-1'],
    ['PI-Küche', 'pi-kuche'],
    ['Àngels_Groß', 'angels-gross'],
    ['台所', 'node'],
    ['192.168.0.7', 'node-7'],
    ['taken', 'taken-2'],
    ['__', 'node'],
    [`${'x'.repeat(49)}-y`, 'x'.repeat(49)],
  ] as const) {
    it(`makes ${expected} of ${host}`, () => assert.equal(nodeName(host, new Set(['taken'])), expected));
  }
});
