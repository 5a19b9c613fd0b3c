import { defineStep } from '../../engine/model.ts';
import { textFact } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { programsFact } from '../../facts/programs.ts';
import { ensureBuilt } from '../../resources/built-program.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { publisher } from '../../resources/publisher-program.ts';
import { template } from '../../resources/template.ts';
import { sh } from '../../shell/sh.ts';

/** Where Cloudy's own programs look for Serf. */
const link = '/opt/serf/serf';
const program = 'cloudy-serf.cjs';
const wrapper = `${publisher.folder}/cloudy-serf`;

// Cloudy's programs run as root, and believe what any member of Serf says:
// docs/decisions/2026-11-29-cloudys-pages-behind-a-guard.md.
export default defineStep({
  id: 'cloudy.config',
  title: "Serf as Cloudy's programs see it",
  needs: () => ({
    programs: programsFact(publisher.folder),
    wrapper: fileFact(wrapper),
    program: textFact('program of Serf', sh`readlink ${link} || :`),
  }),
  *plan({ node, facts }) {
    if (!node.cloudy) return;
    yield* ensureBuilt(program, facts.programs);
    yield* ensureFile(facts.wrapper, { content: template('cloudy-serf.sh', {}), mode: '755' });
    if (facts.program === wrapper) return;
    const script = sh`mkdir -p ${link.replace(/\/[^/]+$/, '')} && ln -sfn ${wrapper} ${link}`;
    yield { kind: 'change', about: link, summary: `Link ${link} to ${wrapper}`, script };
  },
});
