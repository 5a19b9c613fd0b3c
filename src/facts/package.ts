import type { Batch, Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';

const packages: Batch = {
  id: 'packages',
  // dpkg-query exits 1 when one of them is unknown to it; what it knows is printed all the same.
  script: (names) =>
    sh`dpkg-query -W -f '\${Package} \${db:Status-Abbrev}\${Version}\n' ${names} 2>/dev/null || [ $? -eq 1 ]`,
  split: (stdout) =>
    new Map(
      stdout
        .split('\n')
        // 'ii ' is installed and wanted, 'hi ' is installed and held.
        .map((line) => /^(\S+) .i (\S+)/.exec(line))
        .filter((match) => match !== null)
        .map((match) => [match[1] ?? '', match[2] ?? '']),
    ),
};

/** The installed version of a Debian package, undefined when it is not installed. */
export function packageFact(name: string): Fact<string | undefined> {
  return { id: `package ${name}`, ask: { batch: packages, item: name }, parse: (stdout) => stdout || undefined };
}
