import { X509Certificate } from 'node:crypto';
import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import { perform } from '../../engine/perform.ts';
import type { Session } from '../../engine/session.ts';
import { UserError } from '../../errors.ts';
import { noteGroup } from '../../facts/cluster/given-groups.ts';
import { endsAnnotation, personId } from '../../facts/cluster/person-object.ts';
import { textFact } from '../../facts/command.ts';
import type { CertificateRequest } from '../../kube/certificate-request.ts';
import { lines, type Script, sh } from '../../shell/sh.ts';

/** What was issued. */
export interface Issued {
  /** PEM. */
  readonly certificate: string;
  readonly ends: Date;
}

const signer = 'kubernetes.io/kube-apiserver-client';

/**
 * Lets the cluster sign a person's certificate, and notes its end in the person's ConfigMap. The key of the certificate
 * is not needed and never comes to a node.
 * https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
 */
export async function issueCertificate(session: Session, request: CertificateRequest, days: number): Promise<Issued> {
  const { person, group } = request;
  const { kubectl } = distributionOf(session.scope.cluster);
  const name = `microcloud-${group.replaceAll(':', '-')}-${Date.now().toString(36)}`;
  const object = JSON.stringify(signingRequest(name, request, days));
  const signed = signedFact(name, person, kubectl);
  const until = new Date(Date.now() + days * 86_400_000);
  const asking = lines([
    noteGroup(session.scope.cluster, group, until),
    sh`printf %s ${object} | ${kubectl} apply -f -`,
    sh`${kubectl} certificate approve ${name}`,
  ]);
  const forget = sh`${kubectl} delete csr --ignore-not-found ${name}`;
  try {
    const change = { kind: 'change', summary: `Issue a certificate to ${person}`, script: asking } as const;
    const answer = (await perform(session, change, [signed])).get(signed);
    const certificate = Buffer.from(answer, 'base64').toString();
    if (!certificate.includes('BEGIN CERTIFICATE')) throw notSigned(session.scope.node.name, person, answer);
    const ends = new X509Certificate(certificate).validToDate;
    const { namespace, name: known } = personId(person);
    const note = sh`${kubectl} -n ${namespace} annotate --overwrite configmap ${known} ${`${endsAnnotation}=${ends.toISOString()}`}`;
    const script = lines([note, forget]);
    await perform(session, { kind: 'change', summary: `Note when the certificate of ${person} ends`, script }, []);
    return { certificate, ends };
  } catch (error) {
    const change = { kind: 'change', summary: 'Delete the request for a certificate', script: forget } as const;
    await perform(session, change, []).catch(() => {});
    throw error;
  }
}

function signingRequest(name: string, { pem }: CertificateRequest, days: number) {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {
      request: Buffer.from(pem).toString('base64'),
      signerName: signer,
      expirationSeconds: days * 86_400,
      usages: ['client auth'],
    },
  };
}

/**
 * Asks for the certificate, or else for the reason why there is none. kube-controller-manager signs a moment after the
 * approval: the script waits for it, up to 15 s.
 */
function signedFact(name: string, person: string, kubectl: Script): Fact<string> {
  return textFact(
    `certificate of ${person}`,
    sh`for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  signed=$(${kubectl} get csr ${name} -o jsonpath={.status.certificate})
  [ -z "$signed" ] || break
  sleep 1
done
[ -n "$signed" ] || signed=$(${kubectl} get csr ${name} -o ${'jsonpath={.status.conditions[*].message}'})
printf '%s\n' "$signed"`,
  );
}

function notSigned(node: string, person: string, answer: string): UserError {
  return new UserError(
    `${node}: the cluster does not sign the certificate of ${person}. ${answer || 'It says nothing.'}`,
    {
      hints: ['microcloud doctor', 'kubectl -n kube-system get pods, where kube-controller-manager signs'],
    },
  );
}
