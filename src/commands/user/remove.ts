import { Flags } from '@oclif/core';
import { personArgument } from '../../cli/admit.ts';
import { confirmPlan } from '../../cli/confirm-plan.ts';
import { NodesCommand } from '../../cli/nodes-command.ts';
import { askText, askYesOrNo } from '../../cli/prompts.ts';
import { withProgress } from '../../cli/run-progress.ts';
import { changeFlags } from '../../cli/shared-flags.ts';
import { UserError } from '../../errors.ts';
import { dropPerson } from '../../inventory/new-person.ts';
import { keysText, removalNotes, removedPersonText } from '../../screen/people-text.ts';
import { type FoundPersonRemoval, type RemovedPerson, removePerson } from '../../tasks/people/remove-person.ts';

export default class UserRemove extends NodesCommand {
  static override summary = 'Take away what somebody may do, and the namespaces that nobody else has';
  static override description =
    'The next request of the person is refused. A request that is running, such as `kubectl logs -f`, ends by itself. A person who comes back with the same name needs a new file. Namespaces that other people of the inventory also have stay.';
  static override examples = [
    '<%= config.bin %> user remove ismael --dry-run',
    '<%= config.bin %> user remove ismael --keep-namespace  # what runs there goes on',
  ];
  static override args = { name: personArgument };
  static override flags = {
    'dry-run': changeFlags['dry-run'],
    confirm: Flags.string({ description: "The person's name, instead of typing it when asked", helpValue: 'NAME' }),
    'keep-namespace': Flags.boolean({ description: 'Leave the namespaces, and what is in them' }),
    'delete-keys': Flags.boolean({
      allowNo: true,
      dependsOn: ['keep-namespace'],
      description:
        'Delete from namespaces that stay what would still let somebody in: ServiceAccounts, their tokens, Roles and RoleBindings. Default: ask when there are any',
    }),
  };

  override async run(): Promise<RemovedPerson | undefined> {
    const { args, flags } = await this.parse(UserRemove);
    const { name } = args;
    if (flags.confirm !== undefined) requireName(flags.confirm, name);
    const run = await this.open('user-remove', flags);
    const removed = await withProgress(this, flags, () =>
      removePerson(run, {
        name,
        keepNamespace: flags['keep-namespace'],
        proceed: (found) => this.#proceed(found, name, flags),
        afterwards: () => dropPerson(flags.inventory, name),
      }),
    );
    if (!flags['dry-run']) this.logToStderr(removedPersonText(removed, flags.inventory));
    return removed;
  }

  async #proceed(found: FoundPersonRemoval, name: string, flags: Decision) {
    const keys = flags['keep-namespace'] ? found.contents.filter(({ isKey }) => isKey) : [];
    const isAgreed = await confirmPlan(this, found.survey, {
      isDryRun: flags['dry-run'],
      isAgreed: flags.confirm !== undefined,
      flag: `--confirm ${name}`,
      notes: removalNotes(found),
      question: () => askName(name),
    });
    if (!isAgreed) return undefined;
    const asked =
      flags['delete-keys'] ?? (keys.length > 0 && process.stdin.isTTY && (await askYesOrNo(keysText(keys))));
    return { deleteKeys: asked === true };
  }
}

interface Decision {
  readonly 'dry-run': boolean;
  readonly confirm?: string | undefined;
  readonly 'keep-namespace': boolean;
  readonly 'delete-keys'?: boolean | undefined;
}

async function askName(name: string): Promise<boolean> {
  requireName((await askText(`Type the name of the person to go on (${name}):`)).trim(), name);
  return true;
}

function requireName(typed: string, name: string): void {
  if (typed === name) return;
  throw new UserError(`"${typed}" is not the name of this person; nothing was changed.`, {
    hints: [`microcloud user remove ${name} --confirm ${name}`],
    exitCode: 2,
  });
}
