// Runs all checks and tests of the project, or the named stages and test files, and ends with the sum: "N passed, N
// failed". With --long also the stages that take an hour or more.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { runTests } from './run-tests.ts';
import { sum, type Tally, tallyText } from './tally.ts';
import { requireTools } from './tools.ts';

process.chdir(join(import.meta.dirname, '..'));

/** Tests in the lab that mostly wait: for time-outs, reboots and cut links. */
const waiting = ['lab', 'links', 'publisher-spread', 'static-address'];

const stages: Readonly<Record<string, () => Tally | Promise<Tally>>> = {
  format: () => check('biome', 'ci', '--colors=off', '--error-on-warnings', '.'),
  // What the publisher uses must be there in the Node of Raspberry Pi OS bookworm, 18; what the page uses, in browsers.
  types: () =>
    sum(['.', 'tsconfig.publisher.json', 'tsconfig.page.json'].map((project) => check('tsc', '-p', project))),
  unused: () => check('knip', '--no-progress'),
  build: () => check('node', 'scripts/build.ts'),
  machine: async () => {
    await requireTools('tests');
    return { passed: 1, failed: 0, skipped: 0 };
  },
  unit: () => units(globSync('test/**/*.test.ts', { exclude: ['test/{lab,emulated,package}/**'] })),
  // The package as people install it, without a clone.
  package: () => units(globSync('test/package/**/*.test.ts')),
  // Real nodes: one lane begins with what mostly waits, two with what mostly works, until they meet.
  lab: async () => {
    const waits = (path: string) => waiting.includes(basename(path, '.test.ts'));
    const files = globSync('test/lab/*.test.ts').toSorted();
    const queue = [...files.filter(waits), ...files.filter((path) => !waits(path)).toReversed()];
    const ends = [() => queue.shift(), () => queue.pop(), () => queue.pop()];
    return sum(await Promise.all(ends.map(lane)));
  },
};

const longStages: typeof stages = {
  // Tests that need a cluster of their own for a quarter of an hour, and another Kubernetes that is built first.
  long: async () => lab(globSync('test/lab/long/**/*.test.ts').toSorted()),
  // Whole machines, one test after another, since each takes all cores.
  emulated: () => lab(globSync('test/emulated/**/*.test.ts').toSorted()),
};

const isLong = process.argv.includes('--long');
const names = process.argv.slice(2).filter((name) => name !== '--long');
const all = { ...stages, ...longStages };
const files = names.filter((name) => !(name in all));
const tallies: Tally[] = [];
for (const [name, stage] of Object.entries(all)) {
  const isMeant = names.length === 0 && (isLong || name in stages);
  if (isMeant || names.includes(name)) tallies.push(await verdict(name, stage));
}
if (files.length > 0) tallies.push(await verdict('files', () => lab(files)));
const total = sum(tallies);
process.exitCode = total.failed > 0 ? 1 : 0;
if (total.failures?.length) console.log(`\n== failed\n${total.failures.join('\n')}`);
console.log(`\n${tallyText(total)}`);

async function verdict(name: string, stage: () => Tally | Promise<Tally>): Promise<Tally> {
  console.log(`\n== ${name}`);
  const started = Date.now();
  let tally: Tally;
  try {
    tally = await stage();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    console.log(said);
    tally = { passed: 0, failed: 1, skipped: 0, failures: [`  ✗ ${name}: ${said}`] };
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`== ${name}: ${tallyText(tally)} (${seconds} s)`);
  return tally;
}

function check(program: string, ...args: string[]): Tally {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status === 0) return { passed: 1, failed: 0, skipped: 0 };
  return { passed: 0, failed: 1, skipped: 0, failures: [`  ✗ ${program} ${args.join(' ')}`] };
}

function units(paths: readonly string[]): Promise<Tally> {
  return runTests(paths.toSorted(), { concurrency: availableParallelism(), minutes: 5 });
}

/** Runs one file after another, until there is no next one. */
async function lane(next: () => string | undefined): Promise<Tally> {
  const tallies: Tally[] = [];
  for (let file = next(); file !== undefined; file = next()) tallies.push(await lab([file]));
  return sum(tallies);
}

async function lab(paths: readonly string[]): Promise<Tally> {
  if (paths.some((path) => /test\/emulated\//.test(path))) await requireTools('emulated');
  const minutes = paths.some((path) => /test\/(emulated|lab\/long)\//.test(path)) ? 120 : 30;
  return runTests(paths, { concurrency: 1, minutes, everyTest: true });
}
