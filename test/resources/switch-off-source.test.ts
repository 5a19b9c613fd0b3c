import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { switchOff } from '../../src/resources/switch-off-source.ts';
import { temporary } from '../support/temporary.ts';

describe('what switches a source of apt off', () => {
  const debian = 'deb http://deb.debian.org/debian bullseye main\n';
  const gone = 'deb http://deb.debian.org/debian bullseye-backports main\n';
  const stanza = (site: string) => `Types: deb\nURIs: ${site}\nSuites: trixie\nComponents: main\n`;
  const rows: readonly [what: string, extent: 'line' | 'stanza', before: string, line: number, after: string][] = [
    ['leaves the other lines', 'line', debian + gone + debian, 2, debian + debian],
    [
      'leaves the other stanzas',
      'stanza',
      `${stanza('http://a')}\n${stanza('http://b')}`,
      7,
      `${stanza('http://a')}\n${stanza('http://b').replace('URIs', 'Enabled:no\nURIs')}`,
    ],
  ];
  for (const [what, extent, before, line, after] of rows) {
    for (const where of ['here', 'on the node'] as const) {
      it(`${what} of its file, and keeps the file as it was, typed ${where}`, async (t) => {
        const file = join(await temporary(t), 'a file.list');
        writeFileSync(file, before);
        const typed = switchOff({ file, line, extent, address: 'http://a trixie' }, where);
        execFileSync('sh', ['-c', `ssh() { shift; sh -c "sudo() { \\"\\$@\\"; }; $*"; }; sudo() { "$@"; }; ${typed}`]);
        assert.equal(readFileSync(file, 'utf8'), after);
        assert.equal(readFileSync(`${file}.off`, 'utf8'), before);
      });
    }
  }

  it('is an editor, on a terminal, where a stanza has other sources', () => {
    const source = { file: '/etc/apt/sources.list.d/debian.sources', line: 3, extent: 'part', address: '' } as const;
    assert.equal(switchOff(source), 'ssh -t {node} sudo nano +3 /etc/apt/sources.list.d/debian.sources');
  });

  it('is a search where no line names the source', () => {
    const source = { file: '', line: 0, extent: 'part', address: 'http://repo.home.arpa/pi trixie' } as const;
    assert.equal(switchOff(source), 'ssh {node} sudo grep -rnF repo.home.arpa /etc/apt');
  });
});
