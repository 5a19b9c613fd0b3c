import type { AddonName } from '../distributions/addons.ts';
import { UserError } from '../errors.ts';
import { withAddon, withoutAddon } from '../inventory/edit-addons.ts';
import { type InventoryEdit, proposeEdit } from '../inventory/inventory-edit.ts';
import { shownPlan } from '../screen/change-state.ts';
import { failureTexts } from '../screen/failure-text.ts';
import { outcomeText } from '../screen/init-text.ts';
import { initJson } from '../screen/outcome-json.ts';
import { plain } from '../screen/paint.ts';
import { typed } from '../screen/phrases.ts';
import { sumText } from '../screen/survey-text.ts';
import { cure } from '../tasks/doctor/examine.ts';
import { initCluster } from '../tasks/init.ts';
import { wordNotes } from './converge-nodes.ts';
import type { PlannedWork, WorkMeans } from './page-change.ts';
import { editing } from './page-edit.ts';

/**
 * Makes the work of `init` on the page. An edit that `propose` returns is shown with the plan, and written before it.
 */
export function initWork(
  only: readonly string[],
  { inventory, withRun, askYesOrNo }: WorkMeans,
  propose?: () => Promise<InventoryEdit>,
): PlannedWork {
  return {
    command: typed(`init${onlyText(only)}`, inventory),
    async work({ emit, proceed }) {
      const edit = await propose?.();
      const edited = editing(proceed, edit);
      return withRun({ verb: 'init', only, emit, ...(edit && { inventory: edit.inventory }) }, async (run, logFile) => {
        const result = await initCluster(run, {
          noReboot: false,
          noDrain: false,
          mayReplace: async ({ strangers }) => strangers.length > 0 && (await askYesOrNo(leaveQuestion(strangers))),
          proceed: (found) =>
            edited.proceed(
              found.reached.map(({ node, plan }) => ({ name: node.name, plan })),
              {
                sum: sumText(found),
                problems: failureTexts({ unreached: found.unreached, outcomes: [] }, plain),
                notes: wordNotes(run, found),
              },
            ),
        });
        const text = [...edited.written, outcomeText(result, { inventory, logFile })].join('\n');
        return { ok: initJson(result).ok, text };
      });
    },
  };
}

function leaveQuestion(strangers: readonly { readonly name: string }[]): string {
  const names = strangers.map(({ name }) => name).join(', ');
  return `${names}: in another cluster, or in one that is lost. Leave it, with all that runs there, and join this one?`;
}

/** Makes the work that switches an addon on or off: an edit of the inventory, and then `init`. */
export function addonWork(
  { name, isOn, node }: { readonly name: AddonName; readonly isOn: boolean; readonly node?: string | undefined },
  means: WorkMeans,
): PlannedWork {
  const { inventory, env } = means;
  return initWork([], means, async () => {
    const value = node === undefined ? true : { node };
    const edit = await proposeEdit(
      inventory,
      (text) => (isOn ? withAddon(text, name, value) : withoutAddon(text, name)),
      { env, refusal: { sentence: `${name} does not fit into ${inventory}`, hints: ['microcloud inventory check'] } },
    );
    if (edit.before !== edit.after) return edit;
    const hints = [typed('init', inventory)];
    throw new UserError(`${inventory} has ${name} ${isOn ? 'on' : 'off'} already.`, { hints });
  });
}

/** Makes the work of `doctor --fix` on the page. */
export function cureWork(only: readonly string[], { inventory, withRun }: WorkMeans): PlannedWork {
  return {
    command: typed(`doctor --fix${onlyText(only)}`, inventory),
    work: ({ emit, proceed }) =>
      withRun({ verb: 'doctor-fix', only, emit }, async (run, logFile) => {
        const options = { beforeInstall: false, hasPlan: true, since: '1h', ignored: [] } as const;
        let isAgreed: boolean | undefined;
        const outcomes = await cure(run, options, async (chosen) => {
          const plans = chosen.map(({ one, plan }) => ({ name: one.node.name, plan }));
          const sum = sumText({ reached: chosen.map(({ one, plan }) => ({ ...one, plan })), unreached: [] });
          isAgreed = await proceed(shownPlan(plans, { sum }));
          return isAgreed;
        });
        const failures = failureTexts({ unreached: [], outcomes }, plain);
        const ends = { true: 'Done. Look at the findings again.', false: 'Nothing was changed.' };
        const end =
          isAgreed === undefined ? 'There is nothing that can be cured without a person.' : ends[`${isAgreed}`];
        const log = logFile !== undefined && failures.length > 0 ? [`The log of this run: ${logFile}`] : [];
        return { ok: failures.length === 0, text: [...failures, end, ...log].join('\n') };
      }),
  };
}

function onlyText(only: readonly string[]): string {
  return only.length > 0 ? ` --only ${only.join(',')}` : '';
}
