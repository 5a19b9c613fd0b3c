import type { Batch } from '../engine/batch.ts';
import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { damageOf } from './dpkg-damage.ts';

const list = '/var/lib/dpkg/status';
/** As dpkg-query says other faults of that file. */
const empty = `dpkg-query: error: parsing file '${list}': it is empty`;

const packages: Batch = {
  id: 'packages',
  // dpkg-query exits 1 when it does not know one of the packages; it prints the others all the same. Any other fault it says
  // itself, except a list that a power cut has emptied: there it finds nothing.
  script: (names) =>
    sh`if [ -e ${list} ] && [ ! -s ${list} ]; then echo ${empty}; exit 2; fi
dpkg-query -W -f '\${Package} \${db:Status-Abbrev}\${Version}\n' ${names} 2>&1 || [ $? -eq 1 ]`,
  split: (stdout) =>
    new Map(
      stdout
        .split('\n')
        // 'ii ' is installed and wanted, 'hi ' is installed and held.
        .map((line) => /^(\S+) .i (\S+)/.exec(line))
        .filter((match) => match !== null)
        .map((match) => [match[1] ?? '', match[2] ?? '']),
    ),
  explain(stdout) {
    const [said] = /^dpkg-query: error: .*$/m.exec(stdout) ?? [];
    return said === undefined ? undefined : { said, damage: damageOf(said) };
  },
};

/** Asks for the installed version of a Debian package; undefined when it is not installed. */
export function packageFact(name: string): Fact<string | undefined> {
  return { id: `package ${name}`, ask: { batch: packages, item: name }, parse: (stdout) => stdout || undefined };
}
