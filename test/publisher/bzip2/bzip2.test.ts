import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { bunzip2 } from '../../../publisher/bzip2/decode.ts';
import { bzip2 } from '../../../publisher/bzip2/encode.ts';

const limit = 100_000;
const bytes = fc.uint8Array({ maxLength: 3000 });
/** What bzip2's first stages are there for: runs, and texts that repeat. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 300 })), { maxLength: 12 })
  .map((parts) =>
    Uint8Array.from(
      parts.flatMap(([part, times]) =>
        Array(times)
          .fill([...part])
          .flat(),
      ),
    ),
  );
const list = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z][a-z-]{0,20}$/), fc.integer({ min: 30000, max: 32767 })), {
    minLength: 1,
    maxLength: 25,
  })
  .map((services) => services.map(([name, port]) => entry(name, port)).join(','))
  .map((entries) => Buffer.from(`[${entries}]\n`));

const all = fc.oneof(bytes, repetitive, list);
const theirs = { bzip2: run('bzip2', '-9c'), bunzip2: run('bunzip2', '-c') };

describe('bzip2', () => {
  it('reads what it wrote', () => {
    fc.assert(fc.property(all, (text) => equal(bunzip2(bzip2(text), limit), text)));
  });

  it('writes what the program reads', () => {
    fc.assert(
      fc.property(all, (text) => equal(theirs.bunzip2(bzip2(text)), text)),
      { numRuns: 40 },
    );
  });

  it('reads what the program writes', () => {
    fc.assert(
      fc.property(all, (text) => equal(bunzip2(theirs.bzip2(text), limit), text)),
      { numRuns: 40 },
    );
  });

  it('needs less room for lists of services than the program, and for none more than a few bytes more', () => {
    let saved = 0;
    const isShort = (text: Uint8Array) => {
      const less = theirs.bzip2(text).length - bzip2(text).length;
      saved += less;
      return less >= -4;
    };
    fc.assert(fc.property(list, isShort), { numRuns: 40 });
    assert.ok(saved > 40 * 5, `${saved} bytes are saved in 40 lists`);
  });

  it('writes the same for the same text, as publishers must agree on what fits', () => {
    const text = Buffer.from(`[${entry('web', 30080)}]\n`);
    equal(bzip2(text), bzip2(Buffer.from(text)));
    assert.match(Buffer.from(bzip2(text)).toString('base64'), /^QlpoOTFBWSZTW/);
  });

  it('reads several blocks', () => {
    const text = new Uint8Array(250_000).map((_, index) => (index * index) >> 7);
    equal(bunzip2(run('bzip2', '-1c')(text), 250_000), text);
  });

  it('refuses to make more of it than its reader can take', () => {
    const bomb = theirs.bzip2(new Uint8Array(10_000_000));
    assert.throws(() => bunzip2(bomb, limit), /More than 100000 bytes/);
  });

  it('either reads or refuses what is damaged, and then reads nothing else', () => {
    const damage = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(list, damage, (text, [where, change]) => {
        const compressed = bzip2(text);
        compressed[where % compressed.length]! ^= change;
        const read = tried(() => bunzip2(compressed, limit));
        if (read) equal(read, text);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what is cut short', () => {
    const compressed = bzip2(Buffer.from(`[${entry('web', 30080)}]\n`));
    for (let length = 0; length < compressed.length; length++) {
      assert.throws(() => bunzip2(compressed.subarray(0, length), limit));
    }
  });
});

function entry(name: string, port: number): string {
  return `{"s":"kubernetes","d":"${name}","m":"pi-1.guifi.local","i":"192.168.0.201","p":"${port}","e":"home","t":"NodePort"}`;
}

function run(program: string, option: string) {
  return (input: Uint8Array) => execFileSync(program, [option], { input, maxBuffer: 20_000_000 });
}

function tried<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function equal(actual: Uint8Array, expected: Uint8Array): void {
  assert.deepEqual(Buffer.from(actual), Buffer.from(expected));
}
