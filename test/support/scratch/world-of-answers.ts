import type { Fact, Needs } from '../../../src/engine/model.ts';
import { sh } from '../../../src/shell/sh.ts';
import type { FileThere, World } from './world.ts';

interface Answering {
  readonly world: World;
  /** The step's facts. Those that the world cannot answer have the row's answers. */
  readonly facts: readonly Fact<unknown>[];
}

/**
 * Makes a node that gives these answers to a step's questions. `real` names questions that the rest of the node
 * answers.
 */
export function worldOf(needs: Needs, answers: Readonly<Record<string, string>>, real: readonly string[]): Answering {
  const all = Object.entries(needs).flatMap(([name, fact]) => {
    if (!fact) return [];
    const answer = answers[name] ?? '';
    const world = real.includes(name) ? {} : worldOfFact(fact, answer);
    return { world: world ?? {}, fact: world ? fact : { ...fact, ask: sh`printf %s ${answer}` } };
  });
  const parts = (key: keyof Part) => Object.assign({}, ...all.map(({ world }) => world[key] ?? {}));
  const files: Record<string, string | FileThere> = parts('files');
  for (const [path, record] of Object.entries<string>(parts('records'))) {
    const there = files[path] ?? '';
    files[path] = typeof there === 'string' ? record : { ...there, content: record };
  }
  return {
    world: {
      files,
      folders: all.flatMap(({ world }) => world.folders ?? []),
      links: parts('links'),
      units: parts('units'),
      packages: parts('packages'),
    },
    facts: all.map(({ fact }) => fact),
  };
}

/** The part of a world that one answer tells. */
interface Part extends World {
  /** Contents of files, where another answer tells their other properties. */
  readonly records?: Readonly<Record<string, string>>;
}

function worldOfFact({ id }: Fact<unknown>, answer: string): Part | undefined {
  const [, kind = id, item = ''] = /^(file|kernel file|unit|package|programs in) (.*)$/.exec(id) ?? [];
  return worldOfKind[kind]?.(item, answer);
}

const worldOfKind: Readonly<Record<string, (item: string, answer: string) => Part>> = {
  file: (path, answer) => (answer === '' ? {} : { files: { [path]: fileIn(answer) } }),
  'kernel file': (path, answer) => (answer === '' ? {} : { files: { [path]: answer } }),
  unit: (name, answer) =>
    answer === '' ? {} : { units: { [name]: answer }, files: { [`/run/systemd/system/${name}`]: '' } },
  package: (name, answer) => (answer === '' ? {} : { packages: { [name]: answer } }),
  'programs in': programsIn,
  'files of Kubernetes': (_, answer) => ({ files: Object.fromEntries(linesOf(answer).map((path) => [path, ''])) }),
  'files of the cluster': (_, answer) => ({ folders: linesOf(answer) }),
  'records of programs': (_, answer) => ({ folders: linesOf(answer) }),
  'control groups of pods': (_, answer) => ({ folders: ['/sys/fs/cgroup', ...linesOf(answer)] }),
  'names of k3s': (_, answer) => ({ links: Object.fromEntries(linesOf(answer).map((path) => [path, 'k3s'])) }),
  architecture: (_, answer) => ({ files: { '/run/fake/architecture': answer } }),
  'kernel modules': (_, answer) => ({
    files: {
      '/proc/modules': '',
      '/proc/sys/kernel/osrelease': '6.12.47+rpt-rpi-v8\n',
      ...Object.fromEntries(
        [...answer.matchAll(/^loaded (.*)$/gm)].map(([, name]) => [`/sys/module/${name}/refcnt`, '0']),
      ),
    },
  }),
};

function linesOf(answer: string): readonly string[] {
  return answer.split('\n').filter(Boolean);
}

/** Makes the records of programs, and files with the sizes and times in the answer. */
function programsIn(folder: string, answer: string): Part {
  const [records = '', now = ''] = answer.split('== now\n');
  const programs = [...now.matchAll(/^(\S+) (\d+) (\d+)$/gm)].map(([, name, size, modified]) => [
    `${folder}/${name}`,
    { content: Number(size), mode: '755', modified: Number(modified) },
  ]);
  return {
    files: Object.fromEntries(programs),
    records: Object.fromEntries(
      [...records.matchAll(/^(\S+) (.+)$/gm)].map(([, name, record]) => [
        `/var/lib/microcloud/programs/${name}`,
        `${record}\n`,
      ]),
    ),
  };
}

/** Reads an answer that `fileAnswer` made. */
function fileIn(answer: string): FileThere {
  const end = answer.indexOf('\n');
  const [modified, mode = '644', owner = 'root:root'] = answer.slice(0, end).split(' ');
  return { content: answer.slice(end + 1), mode, owner, modified: Number(modified) };
}
