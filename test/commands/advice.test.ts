import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import type { Command } from '@oclif/core';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'src/commands');

const commands = new Map<string, ReadonlySet<string>>();
for (const file of globSync('**/*.ts', { cwd: folder })) {
  const { default: command }: { default: typeof Command } = await import(join(folder, file));
  commands.set(file.replace(/\.ts$/, '').replaceAll('/', ' '), flagsOf(command));
}

/** As they are typed. */
function flagsOf({ flags, baseFlags, enableJsonFlag }: typeof Command): ReadonlySet<string> {
  const known = Object.entries({ ...baseFlags, ...flags }).flatMap(([name, flag]) =>
    flag.type === 'boolean' && flag.allowNo ? [`--${name}`, `--no-${name}`] : [`--${name}`],
  );
  return new Set([...known, '--help', ...(enableJsonFlag ? ['--json'] : [])]);
}

// Up to where quotes, a sentence or a comment of the shell end it.
const typed = /\bmicrocloud ([a-z]+)(?: ([a-z]+))?((?: (?!microcloud )[^\s'"`;#|]+)*)/g;

describe('what people are told to type', () => {
  const files = ['{src,publisher,lab}/**/*.ts', 'docs/**/*.md', 'README.md', 'CONTRIBUTING.md'];
  for (const file of globSync(files, { cwd: root }).sort()) {
    const told = [...readFileSync(join(root, file), 'utf8').matchAll(typed)].filter(([text]) => text.includes(' --'));
    if (told.length === 0) continue;
    it(`exists: ${file}`, () => {
      for (const [text, word = '', second = '', rest = ''] of told) {
        const known = commands.get(`${word} ${second}`) ?? commands.get(word);
        assert.ok(known, `no such command: ${text}`);
        const [own = ''] = rest.split(' -- ');
        for (const [flag] of own.matchAll(/(?<= )--[a-z-]+/g)) assert.ok(known.has(flag), `no such flag: ${text}`);
      }
    });
  }
});
