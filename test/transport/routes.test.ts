import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Target } from '../../src/transport/options.ts';
import { lastOf, routesTo } from '../../src/transport/routes.ts';
import { person } from '../support/endpoints.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJkTuSLcB9Wz3ZbLwVb6zSyyD1bbV0QkM6dDq1v0m1xk';
const forGoodFirst = ['192.168.0.201', '192.168.0.101'];
const presentFirst = ['192.168.0.101', '192.168.0.201'];

const config = 'Host alias\nHostKeyAlias first';

describe('the ways to a node', () => {
  const rows: Record<string, readonly [knownHosts: string, target: Partial<Target>, hosts: readonly string[]]> = {
    'begin with the address for good when its key is known there': [`192.168.0.201 ${key}\n`, {}, forGoodFirst],
    'begin with the address for good when it is known there by its port': [
      `[192.168.0.201]:2222 ${key}\n`,
      { port: 2222 },
      forGoodFirst,
    ],
    'begin with the present address when the other one is known on another port': [
      `192.168.0.201 ${key}\n`,
      { port: 2222 },
      presentFirst,
    ],
    'begin with the present address when a third one is known': [`192.168.0.20 ${key}\n`, {}, presentFirst],
    'begin with the address for good when it is known by its HostKeyAlias': [
      `first ${key}\n`,
      { address: 'alias' },
      ['alias', '192.168.0.101'],
    ],
    'are one without an address of its own for SSH': ['', { sshAddress: undefined }, ['192.168.0.201']],
    'are one when the node has it already': ['', { sshAddress: '192.168.0.201' }, ['192.168.0.201']],
  };
  for (const [title, [knownHosts, more, hosts]] of Object.entries(rows)) {
    it(title, async (t) => {
      const { home, around, settingsOf } = await person(t, config);
      writeFileSync(join(home, '.ssh', 'known_hosts'), knownHosts);
      const target = { node: 'pi-1', address: '192.168.0.201', sshAddress: '192.168.0.101', ...more };
      const routes = await routesTo(target, settingsOf, { hostKeys: 'ask' }, around);
      assert.deepEqual(
        routes.map((route) => lastOf(route).host),
        hosts,
      );
    });
  }
});
