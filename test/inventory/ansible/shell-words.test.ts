import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { pythonValue, shellWords } from '../../../src/inventory/ansible/shell-words.ts';

const lines: Readonly<Record<string, readonly string[] | undefined>> = {
  'pi-1 a=b': ['pi-1', 'a=b'],
  'pi-1\ta="b c"  # why': ['pi-1', 'a=b c'],
  'pi-1 a=\'b "c" # d\'e': ['pi-1', 'a=b "c" # de'],
  'pi-1 a=b#c d': ['pi-1', 'a=b'],
  'pi-1 a="" b=': ['pi-1', 'a=', 'b='],
  'pi-1 a=b\\ c "d\\"e\\n"': ['pi-1', 'a=b c', 'd"e\\n'],
  'pi-1 a="b': undefined,
  '# all': [],
};

describe('shellWords', () => {
  for (const [line, words] of Object.entries(lines)) {
    it(`splits ${line}`, () => assert.deepEqual(shellWords(line), words));

    it(`splits ${line} as Python does`, () => {
      const program =
        'import json, shlex, sys\ntry: print(json.dumps(shlex.split(sys.argv[1], comments=True)))\nexcept ValueError: print("null")';
      const { stdout, error } = spawnSync('python3', ['-c', program, line], { encoding: 'utf8' });
      assert.ifError(error);
      assert.deepEqual(JSON.parse(stdout), words ?? null);
    });
  }
});

describe('pythonValue', () => {
  for (const [text, value] of [
    ['pi', 'pi'],
    ['pi # c', 'pi # c'],
    ['"pi" # c', 'pi'],
    ["'a b'", 'a b'],
    ['22', 22],
    ['22 # c', 22],
    ['-1', -1],
    ['007', '007'],
    ['1.35', '1.35'],
    ['True', true],
    ['true', 'true'],
    ['None', null],
    ['', ''],
    ['""', ''],
    ["['a', 'b']", ['a', 'b']],
    ["{'a': True}", { a: true }],
    ['{{ x }}', '{{ x }}'],
    ['10.0.0.1', '10.0.0.1'],
  ] as const) {
    it(`makes ${JSON.stringify(value)} of ${text}`, () => assert.deepEqual(pythonValue(text), value));
  }
});
