import { defineStep } from '../../../engine/model.ts';
import { commandFact } from '../../../facts/command.ts';
import { programsFact } from '../../../facts/programs.ts';
import { presentFact } from '../../../facts/remains.ts';
import { sh } from '../../../shell/sh.ts';

const folder = '/usr/local/bin';
const records = '/var/lib/microcloud/programs';

/** Other names that k3s goes by. */
const links = commandFact('names of k3s', sh`find ${folder} -lname k3s -o -lname ${`${folder}/k3s`}`, (stdout) =>
  stdout.split('\n').flatMap((path) => path.split('/').at(-1) || []),
);

export default defineStep({
  id: 'leave.programs',
  title: `programs that microcloud put into ${folder}`,
  needs: () => ({ programs: programsFact(folder), links, records: presentFact('records of programs', [records]) }),
  *plan({ facts }) {
    const names = [...facts.programs.keys(), ...facts.links];
    if (names.length + facts.records.length === 0) return;
    const paths = names.map((name) => `${folder}/${name}`);
    // A program without its record would be taken for somebody else's: the records go last.
    const script = sh`rm -f ${paths}
rm -rf ${records}`;
    yield {
      kind: 'change',
      summary: `Remove ${names.length > 0 ? names.join(', ') : 'the records of programs'}`,
      script,
    };
  },
});
