import { defineStep } from '../../../engine/model.ts';
import { programsFact } from '../../../facts/programs.ts';
import { presentFact } from '../../../facts/remains.ts';
import { sh } from '../../../shell/sh.ts';

const folder = '/usr/local/bin';
const records = '/var/lib/microcloud/programs';

export default defineStep({
  title: `programs that microcloud put into ${folder}`,
  needs: () => ({ programs: programsFact(folder), records: presentFact('records of programs', [records]) }),
  *plan({ facts }) {
    if (facts.records.length === 0) return;
    const names = [...facts.programs.keys()];
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
