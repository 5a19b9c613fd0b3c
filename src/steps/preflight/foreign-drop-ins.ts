import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { otherCommands } from '../../facts/drop-ins.ts';
import { memberRole } from '../../inventory/node-roles.ts';
import { command } from '../../shell/sh.ts';

/** A drop-in of an earlier installation wins over the unit that microcloud writes. */
export default defineStep({
  id: 'kubelet.unit',
  title: 'No command of another installation',
  needs: (scope) => ({ files: otherCommands(unitOf(scope)) }),
  *plan({ facts: { files }, ...scope }) {
    for (const file of files) {
      const isPackaged = file.startsWith('/usr/lib/');
      yield {
        kind: 'problem',
        about: file,
        summary: `${file} gives ${unitOf(scope)} another command: the program of another installation would run`,
        hint: isPackaged
          ? `Remove the package that ${command`ssh {node} dpkg -S ${file}`} names: ssh {node} sudo apt-get purge PACKAGE`
          : `Take it away: ${command`ssh {node} sudo rm ${file}`}`,
      };
    }
  },
});

function unitOf({ cluster, node }: Scope): string {
  return distributionOf(cluster).unit[memberRole(node)];
}
