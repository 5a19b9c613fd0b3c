// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the inventory has its own ${NAME}.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { parseInventory } from '../../src/inventory/load.ts';
import { InventoryError } from '../../src/inventory/mistakes.ts';

const example = await readFile(resolve(import.meta.dirname, '../../inventory.example.yaml'), 'utf8');
const everything = example.replaceAll(/^( *)#(?=[a-zA-Z])/gm, '$1');
const runs = 1000;

/** Fails unless the text gives an inventory, or mistakes that each have a place in the text and a sentence. */
function judge(text: string): 'inventory' | 'mistakes' {
  try {
    const inventory = parseInventory(text, 'inventory.yaml', { env: { HOME: '/nowhere' } });
    assert.ok(inventory.cluster.version && inventory.nodes.every((node) => node.role && node.name && node.address));
    return 'inventory';
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    const lines = text.split('\n').length;
    assert.ok(error.mistakes.length > 0);
    for (const { line, column, message } of error.mistakes) {
      assert.ok(line >= 1 && line <= lines && column >= 1 && message.length > 10, `${line}:${column}: ${message}`);
      assert.ok(!/undefined|\[object|NaN|Invalid|Expected/.test(message), message);
    }
    return 'mistakes';
  }
}

type Collection = YAMLMap | YAMLSeq;

function collections(node: unknown): readonly Collection[] {
  if (isSeq(node)) return [node, ...node.items.flatMap(collections)];
  if (isMap(node)) return [node, ...node.items.flatMap(({ value }) => collections(value))];
  return [];
}

const scalars = [
  null,
  true,
  7,
  -1,
  2 ** 60,
  1.5,
  Number.NaN,
  '',
  'x',
  'kubeadm',
  '10.0.0.0/8',
  '10.96.0.1',
  '${X}',
  '__proto__',
];
const values = [...scalars, [], {}, [[]], { a: { b: 1 } }, ['x', 1], { env: 'X' }, { prompt: false }];
const keys = ['', 'x', 'nmae', '__proto__', 'constructor', 'toString', 'a b', 'ssh', 'password', 'role', 'nodes', '1'];

/** Renames, removes, replaces or doubles one thing of the tree. */
function mutate(text: string, picks: readonly (readonly [number, number, number])[]): string {
  const document = parseDocument(text);
  for (const [where, kind, what] of picks) {
    const all = collections(document.contents);
    const target = all[where % all.length];
    if (!target || target.items.length === 0) continue;
    const index = what % target.items.length;
    const item = target.items[index];
    const value = document.createNode(values[what % values.length]);
    if (kind % 4 === 0) target.items.splice(index, 1);
    else if (kind % 4 === 1 && isSeq(target)) target.items.push(item as never);
    else if (isSeq(target)) target.items[index] = value;
    else if (kind % 4 === 2 && isMap(target) && isScalar(target.items[index]?.key)) {
      (target.items[index].key as { value: unknown }).value = keys[what % keys.length];
    } else if (isMap(target) && target.items[index]) target.items[index].value = value;
  }
  return document.toString();
}

const pick = fc.tuple(fc.nat(), fc.nat(), fc.nat());

describe('an inventory that was damaged', () => {
  it('is refused with places or accepted, whatever was renamed, removed, doubled or replaced', () => {
    const outcomes = { inventory: 0, mistakes: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(example, everything),
        fc.array(pick, { minLength: 1, maxLength: 4 }),
        (text, picks) => {
          outcomes[judge(mutate(text, picks))]++;
        },
      ),
      { numRuns: runs },
    );
    assert.ok(outcomes.inventory > 10 && outcomes.mistakes > 10, JSON.stringify(outcomes));
  });

  it('is refused with places or accepted, whatever happened to its bytes', () => {
    const edit = fc.tuple(fc.nat(), fc.nat(20), fc.uint8Array({ maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const bytes = edits.reduce((buffer, [at, drop, insert]) => {
          const start = at % (buffer.length + 1);
          return Buffer.concat([buffer.subarray(0, start), insert, buffer.subarray(start + drop)]);
        }, Buffer.from(example));
        judge(bytes.toString('utf8'));
      }),
      { numRuns: runs },
    );
  });

  it('is refused with places or accepted, whatever signs of YAML are put into it', () => {
    const sign = fc.constantFrom(
      ...'{}[]:,-?&*!|>#%@`"\'\n\t $~<=',
      '*a',
      '&a ',
      '<<: ',
      '? ',
      '---\n',
      '...\n',
      '!!set ',
      '${',
      '$$',
      ': ',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), sign), { minLength: 1, maxLength: 6 }), (edits) => {
        judge(
          edits.reduce((text, [at, insert]) => {
            const start = at % (text.length + 1);
            return text.slice(0, start) + insert + text.slice(start);
          }, everything),
        );
      }),
      { numRuns: runs },
    );
  });

  for (const [about, text] of [
    ['nested a hundred thousand deep', '['.repeat(100_000)],
    [
      'an alias bomb',
      `a: &a [x]\n${[...'bcdefghijkl'].map((key, i) => `${key}: &${key} [${`*${'abcdefghijkl'[i]},`.repeat(9)}]`).join('\n')}`,
    ],
    ['five thousand nodes of nothing', `cluster: {}\nnodes:\n${'  - x\n'.repeat(5000)}`],
    ['a key of 2000 letters', `${'k'.repeat(2000)}: 1`],
  ] as const) {
    it(`is refused with places when it is ${about}`, () => assert.equal(judge(text), 'mistakes'));
  }
});
