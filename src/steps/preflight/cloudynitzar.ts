import { defineStep } from '../../engine/model.ts';
import { textFact } from '../../facts/command.ts';
import { sh } from '../../shell/sh.ts';

/**
 * Architectures for which Cloudy's sources have a Serf, as `uname -m` names them. On another one the installer stops
 * half-way.
 */
const machines = /^(armv6l|armv7l|i.86|x86_64)$/;

const machine = textFact('machine', sh`uname -m`);

export default defineStep({
  id: 'cloudy.installer',
  title: "Cloudy's own installer fits",
  needs: ({ node, cloudy }) => ({
    machine: node.cloudy && cloudy.install === 'cloudynitzar' ? machine : undefined,
  }),
  *plan({ facts }) {
    if (!facts.machine || machines.test(facts.machine)) return;
    yield {
      kind: 'problem',
      summary: `Cloudy's own installer has no Serf for the kernel of this node (${facts.machine}), and stops half-way`,
      hint: 'Write cloudy: {install: native} into the inventory: microcloud then installs Cloudy itself.',
    };
  },
});
