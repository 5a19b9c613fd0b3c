import { distributionOf } from '../../distributions/table.ts';
import type { Answers } from '../../engine/answers.ts';
import { converge } from '../../engine/converge.ts';
import { askingPhase } from '../../engine/plan.ts';
import type { Session } from '../../engine/session.ts';
import { givenGroups } from '../../facts/cluster/given-groups.ts';
import { objectsOf } from '../../facts/cluster/managed-objects.ts';
import { type KnownPerson, knownPerson } from '../../facts/cluster/person-object.ts';
import { clusterCa } from '../../facts/cluster-ca.ts';
import { apiEndpoint, firstControlPlane } from '../../inventory/address.ts';
import { personNamed } from '../../inventory/new-person.ts';
import type { Person } from '../../inventory/people.ts';
import { type CertificateRequest, createRequest } from '../../kube/certificate-request.ts';
import { contextOf, requireFree, writePersonAccess } from '../../kube/person-access.ts';
import { peopleFact } from '../../resources/people-objects.ts';
import type { Secret } from '../../shell/sh.ts';
import type { Run } from '../run.ts';
import type { Survey, Surveyed } from '../surveyed.ts';
import { requireAskedGroup } from './asked-group.ts';
import { issueCertificate } from './issue-certificate.ts';
import { openPeople } from './open-people.ts';

export interface Admission {
  readonly name: string;
  readonly days: number;
  /** The kubeconfig to write. */
  readonly output: string;
  /** A certificate request made on the person's own machine, where the key stays. Without it a key is made here. */
  readonly request?: CertificateRequest | undefined;
  /** Sees the plan before anything changes; false stops there. */
  readonly proceed: (found: Survey) => Promise<boolean>;
}

/** What `user add --json` and `user renew --json` print. */
export interface Admitted {
  readonly person: string;
  readonly namespaces: Person['namespaces'];
  readonly context: string;
  readonly server: string;
  readonly file: string;
  /** When the certificate ends: RFC 3339. */
  readonly until: string;
  /** Whether something in this cluster enforces network policies. */
  readonly isolated: boolean;
  /** Whether the file has the key, or only says where it is. */
  readonly hasKey: boolean;
}

/**
 * Gives a person of the run's inventory the namespaces and roles that it lists, and a kubeconfig with a certificate.
 */
export async function admitPerson(run: Run, admission: Admission): Promise<Admitted | undefined> {
  const { cluster } = run.inventory;
  const { name, output, request } = admission;
  await requireFree(output, contextOf(cluster.name, name));
  const asked = request ? withGroup(run, request) : run;
  const groups = givenGroups(cluster);
  const { leader, phases, survey } = await openPeople(
    asked,
    request ? [askingPhase('groups', () => ({ groups }))] : [],
  );
  try {
    if (request) {
      const known = personIn(leader.answers, leader.session, name);
      requireAskedGroup(name, request, { known, given: leader.answers.get(groups) });
    }
    if (!(await admission.proceed(survey))) return undefined;
    return await admit(asked, leader, phases, admission);
  } finally {
    leader.session.connection.close();
  }
}

async function admit(
  run: Run,
  { session, answers }: Surveyed,
  phases: Parameters<typeof converge>[1],
  admission: Admission,
) {
  const { cluster, nodes } = run.inventory;
  const { name, days, output } = admission;
  const person = personNamed(run.inventory, name);
  const made = await converge(session, phases, answers);
  const ca = made.get(clusterCa(cluster));
  const group = personIn(made, session, name)?.group;
  if (group === undefined || !ca.exists) throw new Error('a person was made and is not there');
  const { request, key } = credentials(admission, group);
  const { certificate, ends } = await issueCertificate(session, request, days);
  const server = `https://${apiEndpoint(cluster, firstControlPlane(nodes))}`;
  const namespace = person.namespaces[0]?.name ?? 'default';
  await writePersonAccess(output, {
    ...{ cluster: cluster.name, person: name, server, namespace, certificate, key },
    certificateAuthority: ca.content,
  });
  return {
    ...{ person: name, namespaces: person.namespaces, context: contextOf(cluster.name, name), server, file: output },
    until: ends.toISOString(),
    isolated: distributionOf(cluster).enforcesPolicies(cluster),
    hasKey: typeof key !== 'string',
  };
}

function credentials(
  { name, request }: Admission,
  group: string,
): { request: CertificateRequest; key: Secret | string } {
  return request ? { request, key: keyFileOf(name) } : createRequest({ person: name, group });
}

/** Names the file with the key of a request, which the person keeps beside the kubeconfig. */
function keyFileOf(person: string): string {
  return `${person}.key`;
}

function personIn(answers: Answers, { scope }: Session, name: string): KnownPerson | undefined {
  return knownPerson(objectsOf(answers.get(peopleFact(scope))), name);
}

/**
 * Gives the person in the run's inventory the group that the request asks for. `requireAskedGroup` checks later that
 * this is allowed.
 */
function withGroup(run: Run, { person: name, group }: CertificateRequest): Run {
  const people = run.inventory.people.map((one) => (one.name === name ? { ...one, group } : one));
  return { ...run, inventory: { ...run.inventory, people } };
}
