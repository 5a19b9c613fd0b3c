import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Version } from '../../src/distributions/version.ts';
import { policyAnswers } from '../../src/facts/cluster/policy-answers.ts';
import { personOf } from '../../src/inventory/people.ts';
import { peopleFact } from '../../src/resources/people-objects.ts';
import step from '../../src/steps/people/access-of-people.ts';
import { clusterAnswer, type Item, now, silentAnswer } from '../support/cluster-answer.ts';
import { judgedCluster, viewOf } from '../support/cluster-view.ts';
import { k3sScope } from '../support/k3s.ts';
import { deployed, managedAnswer, nothingManaged } from '../support/managed-objects.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';

const scope = makeScope({ at: 'pi-1', people: [personOf({ name: 'ismael' })] });
const { id } = peopleFact(scope);
const items = deployed(step, scope, { state: clusterAnswer(), random: 'c0ffee00' });

/** What doctor says when the person's certificate ends so many days from now; undefined: none was issued. */
function says(days: number | undefined, of = makeScope()): readonly string[] {
  const noted = structuredClone(items) as Item[];
  const known = noted.find(({ metadata }) => metadata.name === 'microcloud-person-ismael');
  if (days !== undefined)
    known.metadata.annotations['microcloud.cloudy/certificate-ends'] = new Date(
      (now + days * 86_400) * 1000,
    ).toISOString();
  return judgedCluster(viewOf([], { [`pi-1 ${id}`]: managedAnswer(noted) }, of)).filter((one) =>
    /^(people|policy)\./.test(one),
  );
}

const unenforced = 'policy.unenforced cluster: Nothing in this cluster enforces network policies';

describe('the checks of people', () => {
  it('are silent without people, and when the API does not answer', () => {
    for (const answer of [nothingManaged, silentAnswer('refused')]) {
      const found = judgedCluster(viewOf([], { [`pi-1 ${id}`]: answer }));
      assert.deepEqual(
        found.filter((one) => /^(people|policy)\./.test(one)),
        [],
      );
    }
  });

  it('report that kubeadm does not separate pods, and are silent about k3s, which does', () => {
    assert.deepEqual(says(undefined), [unenforced]);
    assert.deepEqual(says(undefined, k3sScope()), []);
    const unbound = k3sScope({ cluster: { k3s: { server: { 'disable-network-policy': true } } } });
    assert.deepEqual(says(undefined, unbound), [unenforced]);
  });

  for (const [days, sentence] of [
    [90, undefined],
    [14.5, undefined],
    [13.5, 'The certificate of ismael ends in 13 days'],
    [0.5, 'The certificate of ismael ends in 0 days'],
    [-1, 'The certificate of ismael has ended'],
  ] as const) {
    it(`${sentence ? 'report' : 'are silent about'} a certificate that has ${days} days left`, () => {
      assert.deepEqual(says(days, k3sScope()), sentence ? [`people.expiry cluster: ${sentence}`] : []);
    });
  }
});

/** What the API answers whoever tries to change what is there, and what it warns of. */
const denied = (type: string, name: string, policy: string, sentence: string) =>
  `The ${type} "${name}" is invalid: : ValidatingAdmissionPolicy 'microcloud-people-${policy}' with binding 'microcloud-people-${policy}' denied request: ${sentence}`;
const images = 'Images here come from these registries only: registry.home.arpa.';
const asked = { namespaces: ['garden', 'wiki'], groups: ['microcloud:ismael:c0ffee00'] };
const question = policyAnswers({ distribution: 'kubeadm', version: Version.of('1.36.3') }, asked);

/** What doctor says where two namespaces have the label of a person, and the API answers this. */
function violations(answer: string): readonly string[] {
  const namespaces = [
    { kind: 'Namespace', name: 'wiki', person: 'ismael' },
    { kind: 'Namespace', name: 'garden', person: 'ismael' },
    { kind: 'Namespace', name: 'leaving', person: 'ismael', ending: '2026-11-29T08:00:00Z' },
    { kind: 'Namespace', name: 'default' },
  ];
  const answers = { [`pi-1 ${id}`]: managedAnswer(items), [`pi-1 ${question.id}`]: answer };
  return judgedCluster(viewOf(namespaces, answers)).filter((one) => one.startsWith('policy.violations'));
}

describe('the check of policies', () => {
  const rows: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'nothing when the API accepts everything': ['in garden\nin wiki\n', []],
    'a Service': [
      `in garden\nin wiki\n${denied('services', 'web', 'services', 'A Service here has no externalIPs.')}\n`,
      ['policy.violations cluster: Service wiki/web breaks a policy: A Service here has no externalIPs.'],
    ],
    'a Deployment, but not its pods as well': [
      `in garden\nin wiki\n${denied('deployments.apps', 'web', 'pods', images)}\n${denied('pods', 'web-1', 'pods', images)}\n`,
      [`policy.violations cluster: Deployment wiki/web breaks a policy: ${images}`],
    ],
    'one sentence once, with the number of objects': [
      `in garden\n${denied('pods', 'alone', 'pods', images)}\nin wiki\n${denied('cronjobs.batch', 'clean', 'pods', images)}\n${denied('jobs.batch', 'clean-1', 'pods', images)}\n`,
      [`policy.violations cluster: Pod garden/alone, and 2 more like it, breaks a policy: ${images}`],
    ],
    'nothing about a policy of somebody else': [
      `in wiki\n${denied('services', 'web', 'services', 'No.').replaceAll('microcloud-people-', 'other-')}\n`,
      [],
    ],
    'pods that the level of their namespace would refuse': [
      [
        'in garden',
        'in wiki',
        'Warning: existing pods in namespace "wiki" violate the new PodSecurity enforce level "baseline:v1.36"',
        'Warning: old (and 2 other pods): host namespaces, privileged',
        'Warning: tool: hostPath volumes',
        '',
      ].join('\n'),
      [
        'policy.violations cluster: Pods of wiki do what its level of Pod Security, baseline, does not allow: old (and 2 other pods): host namespaces, privileged; tool: hostPath volumes',
      ],
    ],
  };
  for (const [what, [answer, found]] of Object.entries(rows)) {
    it(`reports ${what}`, () => assert.deepEqual(violations(answer), found));
  }

  it('asks by a script without mistakes', () => {
    assertShell({ facts: [question] });
    assertShell({
      facts: [policyAnswers({ distribution: 'k3s', version: Version.of('1.36.3') }, { ...asked, groups: [] })],
    });
  });
});
