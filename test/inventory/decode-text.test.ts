import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { asUtf8, decodeText, readableText } from '../../src/inventory/decode-text.ts';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('decodeText', () => {
  for (const [about, bytes, text] of [
    ['nothing', Buffer.alloc(0), ''],
    ['a text', Buffer.from('für\n'), 'für\n'],
    ['a byte order mark', Buffer.from('\ufeffa: b\n'), 'a: b\n'],
    ['line ends of Windows', Buffer.from('a\r\nb\r\n'), 'a\r\nb\r\n'],
  ] as const) {
    it(`reads ${about}`, () => assert.deepEqual(decodeText(bytes), { text }));
  }

  for (const [about, bytes, place, mistake] of [
    ['Latin-1', Buffer.from('a: b\n# f\xfcr\n', 'latin1'), [2, 4], /not UTF-8/],
    ['a sign that is cut', Buffer.from([0x61, 0xc3]), [1, 1], /not UTF-8/],
    ['UTF-16', utf16('\ufeffa: b\n'), [1, 1], /UTF-16/],
    ['UTF-16 the other way round', utf16('\ufeffa: b\n').swap16(), [1, 1], /UTF-16/],
    ['UTF-16 without its mark', utf16('a: b\n'), [1, 1], /UTF-16/],
    ['a zero byte', Buffer.from('name: home\nrole: w\0rker\n'), [2, 8], /zero byte/],
    ['line ends of old Macs', Buffer.from('a: b\rc: d\r'), [1, 1], /old Macs/],
  ] as const) {
    it(`refuses ${about}, with its place`, () => {
      const decoded = decodeText(bytes);
      assert.ok('mistake' in decoded);
      assert.match(decoded.mistake, mistake);
      if (about !== 'a sign that is cut') assert.deepEqual([decoded.line, decoded.column], place);
    });
  }

  it('is less strict with a text that nobody writes back: PowerShell writes UTF-16', () => {
    assert.equal(readableText(utf16('\ufeffhunter2\r\n')), 'hunter2\r\n');
    assert.equal(readableText(Buffer.from('\ufeffhunter2\n')), 'hunter2\n');
    assert.equal(readableText(Buffer.from('f\xfcr', 'latin1')), undefined);
    assert.equal(readableText(Buffer.from([0x61, 0, 0xff])), undefined);
  });

  it('says what makes UTF-8 of UTF-16 on each system', () => {
    assert.equal(
      asUtf8('my hosts', 'linux'),
      "iconv -f UTF-16 -t UTF-8 'my hosts' >'my hosts.utf8' && mv 'my hosts.utf8' 'my hosts'",
    );
    assert.equal(asUtf8('hosts', 'win32'), "in PowerShell: (Get-Content 'hosts') | Set-Content -Encoding utf8 'hosts'");
  });

  it('takes any text, and says something about any bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const decoded = decodeText(Buffer.from(text, 'utf8'));
        if ('text' in decoded)
          assert.equal(
            decoded.text,
            Buffer.from(text, 'utf8')
              .toString('utf8')
              .replace(/^\ufeff/, ''),
          );
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeText(bytes)));
  });
});
