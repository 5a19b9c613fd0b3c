import { UserError } from '../../errors.ts';
import type { GivenGroups } from '../../facts/cluster/given-groups.ts';
import { isGroupOf, type KnownPerson } from '../../facts/cluster/person-object.ts';
import type { CertificateRequest } from '../../kube/certificate-request.ts';

/**
 * Checks the group of a request. The cluster signs the group that the request asks for and cannot change it. So a
 * request must ask for the group that the person has in the cluster or, for somebody new, for a group that no
 * certificate ever had.
 * @throws UserError where the request asks for another group
 */
export function requireAskedGroup(
  person: string,
  request: CertificateRequest,
  { known, given }: { readonly known: KnownPerson | undefined; readonly given: GivenGroups },
): void {
  const { group } = request;
  if (request.person !== person || !isGroupOf(person, group)) throw refused(person, `${person} has no group ${group}`);
  if (known?.group === group) return;
  if (known?.group !== undefined)
    throw refused(
      person,
      `${person} has another group in the cluster, ${known.group}, and all files of ${person} would end with it`,
      known.group,
    );
  if (given.has(group))
    throw refused(person, 'certificates had this group before, and they would open the cluster again');
}

function refused(person: string, why: string, group?: string): UserError {
  const wish = group === undefined ? '' : ` --group ${group}`;
  return new UserError(`The request is refused: ${why}.`, {
    hints: [
      `on ${person}'s own machine: microcloud user request ${person}${wish} --key ${person}-2.key > ${person}-2.csr`,
      `then rename that key to ${person}.key`,
    ],
    exitCode: 2,
  });
}
