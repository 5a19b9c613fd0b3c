import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isKnownHost } from '../../src/transport/trust.ts';
import { temporary } from '../support/temporary.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJkTuSLcB9Wz3ZbLwVb6zSyyD1bbV0QkM6dDq1v0m1xk';

describe('a host', () => {
  const rows: Record<string, readonly [knownHosts: string, target: object, known: boolean]> = {
    'is known by its address': [`192.168.0.201 ${key}\n`, {}, true],
    'is known by address and port': [`[192.168.0.201]:2222 ${key}\n`, { port: 2222 }, true],
    'is not known on another port': [`192.168.0.201 ${key}\n`, { port: 2222 }, false],
    'is not known by another address': [`192.168.0.20 ${key}\n`, {}, false],
    'is known by its HostKeyAlias': [`first ${key}\n`, { address: 'alias' }, true],
  };
  for (const [title, [knownHosts, target, known]] of Object.entries(rows)) {
    it(title, async (t) => {
      const home = await temporary(t);
      mkdirSync(join(home, '.ssh'));
      writeFileSync(join(home, '.ssh', 'known_hosts'), knownHosts);
      writeFileSync(join(home, '.ssh', 'config'), 'Host alias\n  HostKeyAlias first\n');
      const options = { hostKeys: 'ask', home, configFile: join(home, '.ssh', 'config') } as const;
      assert.equal(await isKnownHost({ node: 'pi-1', address: '192.168.0.201', ...target }, options), known);
    });
  }
});
