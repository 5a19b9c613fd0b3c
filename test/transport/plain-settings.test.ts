import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPlain } from '../../src/transport/plain-settings.ts';
import { parseSshConfig } from '../../src/transport/ssh-config.ts';

const isPlainText = (text: string) => isPlain(parseSshConfig({ path: 'config', text }, () => []));

describe('a plain configuration', () => {
  const plain = [
    '',
    '# nothing',
    'Include /etc/ssh/ssh_config.d/*.conf\nHost *\n  SendEnv LANG LC_*\n  HashKnownHosts yes\n  GSSAPIAuthentication yes',
    'Host pi-? !pi-3 192.168.0.*\n  User pi\n  Port 2222\n  IdentityFile ~/.ssh/pis\n  IdentitiesOnly yes',
    'host pi\n hostname=192.168.0.1\n proxyjump ana@gate:22\n ServerAliveInterval 30',
  ];
  for (const text of plain) it(`is "${text.replaceAll('\n', '; ')}"`, () => assert.ok(isPlainText(text)));

  const others = [
    'Match all\nUser pi\nMatch user pi\nPort 5',
    'Include config.d/*',
    'HostNane x',
    'Port many',
    'HashKnownHosts Yes',
    'StrictHostKeyChecking maybe',
    'User "pi"',
    'User pi # me',
    'IdentityFile ~/.ssh/%n',
    'IdentityFile ${HOME}/x',
    'IdentityFile ~ana/x',
    'ProxyCommand nc %h %p',
    'ProxyJump a,b',
    'UserKnownHostsFile ~/a ~/b',
    'Host "pi 1"\nUser pi',
  ];
  for (const text of others) it(`is not "${text.replaceAll('\n', '; ')}"`, () => assert.ok(!isPlainText(text)));
});
