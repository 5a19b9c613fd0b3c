import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admittedText, peopleListText, removalNotes, removedPersonText } from '../../src/screen/people-text.ts';

const inside = (kind: string, name: string, isKey = false) => ({
  apiVersion: 'v1',
  kind,
  namespace: 'wiki',
  name,
  isKey,
});
const robot = inside('ServiceAccount', 'robot', true);

describe('what is said of people', () => {
  it('lists what is used, a line for each namespace', () => {
    const usage = {
      hard: { pods: '10', 'limits.memory': '512Mi', 'services.nodeports': '2' },
      used: { pods: '1', 'limits.memory': '128Mi', 'services.nodeports': '2' },
    };
    const text = peopleListText({
      people: [
        {
          name: 'ismael',
          known: true,
          until: '2027-02-27T10:00:00.000Z',
          namespaces: [{ name: 'wiki', role: 'edit', usage }],
        },
        { name: 'joan', known: false, namespaces: [{ name: 'joan', role: 'view' }] },
      ],
      leftOver: ['ana'],
    });
    assert.equal(
      text,
      `PERSON  NAMESPACE  ROLE  PODS  MEMORY       PORTS IN CLOUDY  CERTIFICATE ENDS
ismael  wiki       edit  1/10  128Mi/512Mi  2/2              27 Feb 2027
joan    joan       view  -     -            -                not in the cluster yet

Not in the inventory, and still in the cluster: ana. Try: microcloud init`,
    );
    assert.match(peopleListText({ people: [], leftOver: [] }), /^Nobody but the owner/);
  });

  it('counts what goes, and names what would let somebody in where it stays', () => {
    const survey = { reached: [], unreached: [] };
    const contents = [inside('Pod', 'a'), inside('Pod', 'b'), robot];
    assert.deepEqual(removalNotes({ survey, going: ['wiki'], kept: [], contents }), [
      'In wiki: 2 Pods, 1 ServiceAccount.',
    ]);
    assert.deepEqual(removalNotes({ survey, going: [], kept: ['wiki', 'shop'], contents }), [
      'In wiki: 2 Pods, 1 ServiceAccount.',
      'In shop: nothing.',
      'These would still let somebody in: ServiceAccount wiki/robot.',
    ]);
  });

  it('says after a removal what still lets somebody in', () => {
    const removed = { person: 'ismael', removedNamespaces: [], keptNamespaces: ['wiki'], leftKeys: [robot] };
    assert.match(
      removedPersonText(removed, 'inventory.yaml'),
      /ServiceAccount wiki\/robot\. Try: kubectl -n wiki delete/,
    );
    assert.equal(removedPersonText(undefined, 'inventory.yaml'), 'Nothing was changed.');
  });

  it('says whom to give a file to, and what does not protect', () => {
    const admitted = {
      ...{ person: 'ismael', namespaces: [{ name: 'wiki', role: 'edit' as const }], context: 'home-ismael' },
      ...{
        server: 'https://a:6443',
        file: 'home-ismael.yaml',
        until: '2027-02-27T10:00:00.000Z',
        isolated: true,
        hasKey: true,
      },
    };
    assert.match(
      admittedText(admitted),
      /^ismael may edit wiki until 27 Feb 2027\.\nhome-ismael\.yaml \(only for its owner to read\)/,
    );
    assert.doesNotMatch(admittedText(admitted), /network policies/);
    assert.match(
      admittedText({ ...admitted, isolated: false, hasKey: false }),
      /Without the key it opens nothing[\s\S]*enforces no network policies/,
    );
  });
});
