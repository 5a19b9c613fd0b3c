import { resolve } from 'node:path';
import { findOrMakePerson, type WantedPerson } from '../inventory/new-person.ts';
import { admittedText } from '../screen/people-text.ts';
import { typed } from '../screen/phrases.ts';
import { sumText } from '../screen/survey-text.ts';
import { admitPerson } from '../tasks/people/admit-person.ts';
import { accessNote, usualDays, usualOutput } from './admit.ts';
import type { PlannedWork, WorkMeans } from './page-change.ts';
import { editing } from './page-edit.ts';

/**
 * Makes the work of `user add` on the page: the same edit of the inventory, the same plan, and a kubeconfig in the same
 * place.
 */
export function personWork(
  { name, ...wanted }: WantedPerson & { readonly name: string },
  { inventory: path, env, withRun }: WorkMeans,
): PlannedWork {
  return {
    command: typed(['user add', name, ...flagsOf(wanted)].join(' '), path),
    async work({ emit, proceed }) {
      const { inventory, edit } = await findOrMakePerson(path, name, wanted, { env });
      const edited = editing(proceed, edit);
      return withRun({ verb: 'user-add', emit, inventory }, async (run) => {
        // An absolute path: the page does not show in which folder the program was started.
        const output = resolve(usualOutput(inventory, name));
        const notes = [accessNote(inventory, name, usualDays, output)];
        const admitted = await admitPerson(run, {
          ...{ name, days: usualDays, output },
          proceed: (found) =>
            edited.proceed(
              found.reached.map(({ node, plan }) => ({ name: node.name, plan })),
              { sum: sumText(found), notes },
            ),
        });
        const end = admitted ? admittedText(admitted) : 'Nothing was changed.';
        return { ok: true, text: [...edited.written, end].join('\n') };
      });
    },
  };
}

function flagsOf({ namespaces = [], role, quota }: WantedPerson): readonly string[] {
  return [
    ...namespaces.map((namespace) => `--namespace ${namespace}`),
    ...(role === undefined ? [] : [`--role ${role}`]),
    ...(quota === undefined ? [] : [`--quota ${quota}`]),
  ];
}
