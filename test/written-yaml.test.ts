import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { writtenYaml } from '../src/written-yaml.ts';

describe('YAML for other programs', () => {
  it('has texts that YAML 1.1 reads as texts, too: a club in Norway may call its cluster "no"', () => {
    const texts = [
      'no',
      'on',
      'y',
      'Off',
      '1:30',
      '12:30:45',
      '1_000',
      '2026-01-01',
      '0o10',
      '010',
      '~',
      '.5',
      '1e3',
      '0x1',
    ];
    const written = writtenYaml({ texts, no: 'no' });
    for (const version of ['1.1', '1.2'] as const)
      assert.deepEqual(parse(written, { version }), { texts, no: 'no' }, written);
  });

  it('leaves other texts without quotes', () => {
    assert.equal(
      writtenYaml({ name: 'pi-1', ip: '192.168.0.1', is: true, port: 22 }),
      'name: pi-1\nip: 192.168.0.1\nis: true\nport: 22\n',
    );
  });
});
