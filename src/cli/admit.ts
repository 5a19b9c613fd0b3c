import { readFile } from 'node:fs/promises';
import { Args, Flags } from '@oclif/core';
import { UserError } from '../errors.ts';
import { readableText } from '../inventory/decode-text.ts';
import { personNamed } from '../inventory/new-person.ts';
import type { Inventory } from '../inventory/schema.ts';
import { type CertificateRequest, readRequest } from '../kube/certificate-request.ts';
import { refusalReason } from '../refused-file.ts';
import { admittedText, untilNote } from '../screen/people-text.ts';
import { type Admitted, admitPerson } from '../tasks/people/admit-person.ts';
import type { Run } from '../tasks/run.ts';
import { confirmPlan } from './confirm-plan.ts';
import type { NodesCommand } from './nodes-command.ts';
import { withProgress } from './run-progress.ts';
import { changeFlags } from './shared-flags.ts';

interface AdmitFlags {
  readonly 'json-events': boolean;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
  readonly days: number;
  readonly csr?: string | undefined;
  readonly output?: string | undefined;
}

export const personArgument = Args.string({ required: true, description: 'Name of the person' });

/** Days for which a certificate is valid, by default. */
export const usualDays = 90;

/** Names the kubeconfig to write, by default. */
export function usualOutput({ cluster }: Pick<Inventory, 'cluster'>, person: string): string {
  return `${cluster.name}-${person}.yaml`;
}

/** Writes, for above the question, what the person may do, until when, and with which file. */
export function accessNote(inventory: Inventory, name: string, days: number, output: string): string {
  const { namespaces } = personNamed(inventory, name);
  return `${untilNote(name, namespaces, new Date(Date.now() + days * 86_400_000))}, by ${output}.`;
}

/** Flags of commands that write a person's kubeconfig. */
export const admitFlags = {
  ...changeFlags,
  days: Flags.integer({
    default: usualDays,
    min: 1,
    max: 365,
    description:
      'Days for which the certificate is valid, at most 365. It cannot be revoked, but `user remove` makes it worthless',
    helpValue: 'N',
  }),
  csr: Flags.string({
    description: 'What `user request` printed on the machine of the person, where the key stays',
    helpValue: 'FILE',
  }),
  output: Flags.string({ description: 'The kubeconfig to write. Default: CLUSTER-NAME.yaml', helpValue: 'FILE' }),
};

/**
 * Gives a person of the inventory a kubeconfig: shows the plan, asks, makes what is missing, and writes the file.
 * `beforeChanges` is called after the person's yes. Throws a UserError.
 */
export async function admit(
  command: NodesCommand,
  run: Run,
  name: string,
  flags: AdmitFlags,
  beforeChanges?: () => Promise<void>,
): Promise<Admitted | undefined> {
  const request = flags.csr === undefined ? undefined : await requestIn(flags.csr, name);
  const { inventory } = run;
  const output = flags.output ?? usualOutput(inventory, name);
  const confirmation = {
    isDryRun: flags['dry-run'],
    isAgreed: flags.yes,
    question: 'Do this?',
    notes: [accessNote(inventory, name, flags.days, output)],
  };
  const admitted = await withProgress(command, flags, () =>
    admitPerson(run, {
      ...{ name, days: flags.days, output, request },
      proceed: async (found) => {
        if (!(await confirmPlan(command, found, confirmation))) return false;
        await beforeChanges?.();
        return true;
      },
    }),
  );
  const otherwise = flags['dry-run'] ? '' : 'Nothing was changed.';
  command.logToStderr(admitted ? admittedText(admitted) : otherwise);
  return admitted;
}

/** Reads a certificate request. @throws UserError when the file has no request of this person */
async function requestIn(file: string, name: string): Promise<CertificateRequest> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${file} cannot be read: ${refusalReason(error)}.`, { exitCode: 2, cause: error });
  });
  const request = readRequest(readableText(bytes) ?? '');
  if (!('refused' in request) && request.person === name) return request;
  const what = 'refused' in request ? request.refused : `a request of ${request.person}, not of ${name}`;
  throw new UserError(`${file} is ${what}.`, {
    hints: [`on ${name}'s own machine: microcloud user request ${name} > ${name}.csr`],
    exitCode: 2,
  });
}
