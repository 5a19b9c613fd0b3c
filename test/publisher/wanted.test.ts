import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ServiceObject, serviceOf } from '../../publisher/service.ts';
import { candidates } from '../../publisher/wanted.ts';

interface Given {
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: ServiceObject['spec'];
}

const everything = { include: ['*'], exclude: ['kube-*'] };

/** What becomes of one Service: "title:port type text", or why not. */
const rows: Readonly<Record<string, { readonly given: Given; readonly becomes: readonly string[] }>> = {
  'is shown by its name': { given: {}, becomes: ['web:30080 kubernetes NodePort'] },
  'is shown as a LoadBalancer, too': {
    given: { spec: { type: 'LoadBalancer', ports: [{ nodePort: 30080 }] } },
    becomes: ['web:30080 kubernetes LoadBalancer'],
  },
  'is not for outside when it is a ClusterIP': { given: { spec: { type: 'ClusterIP', ports: [{}] } }, becomes: [] },
  'is shown port by port': {
    given: { spec: ports({ name: 'http', nodePort: 30080 }, { name: 'admin', nodePort: 30081 }) },
    becomes: ['web-http:30080 kubernetes NodePort', 'web-admin:30081 kubernetes NodePort'],
  },
  'is shown once where TCP and UDP have one number': {
    given: { spec: ports({ name: 'tcp', nodePort: 30053 }, { name: 'udp', nodePort: 30053 }) },
    becomes: ['web:30053 kubernetes NodePort'],
  },
  'takes name, text and type from annotations': {
    given: { annotations: { name: 'Our wiki', text: 'http://a/b', type: 'wiki' } },
    becomes: ['Our_wiki:30080 wiki http://a/b'],
  },
  'is shown with nothing that breaks the lists of all': {
    given: { annotations: { name: `<b>"it's"\\ * `, text: 'two words & "more"', type: 'a b' } },
    becomes: ['b_it_s:30080 kubernetes two_words_more'],
  },
  ...Object.fromEntries(
    ['docker', 'peerstreamer', 'Serf', 'syncthing', 'tahoe-lafs', 'TincVPN'].map((type) => [
      `is not of the type ${type}, for which Cloudy's pages have buttons of their own`,
      { given: { annotations: { type } }, becomes: ['web:30080 kubernetes NodePort'] },
    ]),
  ),
  'keeps its own name when nothing of the other one is left': {
    given: { annotations: { name: '"""', text: '&' } },
    becomes: ['web:30080 kubernetes NodePort'],
  },
  'may have letters of any language': {
    given: { annotations: { name: 'Biblioteca-de-Gràcia-日本' } },
    becomes: ['Biblioteca-de-Gràcia-日本:30080 kubernetes NodePort'],
  },
  'has not got an option of echo as its name': {
    given: { annotations: { name: '-n' } },
    becomes: ['n:30080 kubernetes NodePort'],
  },
  'is shown with a name that is not too long': {
    given: { annotations: { name: 'x'.repeat(100) } },
    becomes: [`${'x'.repeat(63)}:30080 kubernetes NodePort`],
  },
  'is hidden when its annotation says so': {
    given: { annotations: { publish: 'false' } },
    becomes: ['its annotation microcloud.cloudy/publish says so'],
  },
  "is hidden while it is stopped on a page of Cloudy's": {
    given: { annotations: { stopped: 'deployments/web=2' } },
    becomes: ["it was stopped on a page of Cloudy's"],
  },
  'is hidden in a namespace that is not selected': {
    given: { namespace: 'kube-system' },
    becomes: ['the namespace kube-system is not published'],
  },
  "has none of the types that Cloudy's pages have buttons for": {
    given: { annotations: { type: 'Syncthing' } },
    becomes: ['web:30080 kubernetes NodePort'],
  },
  'is hidden when only some nodes answer': {
    given: { spec: { ...ports({ nodePort: 30080 }), externalTrafficPolicy: 'Local' } },
    becomes: [/externalTrafficPolicy is Local/.source],
  },
  'is shown when only some nodes answer, and somebody wants it so': {
    given: {
      annotations: { publish: 'true' },
      spec: { ...ports({ nodePort: 30080 }), externalTrafficPolicy: 'Local' },
    },
    becomes: ['web:30080 kubernetes NodePort'],
  },
  'is refused when no port leads to it': {
    given: { spec: { type: 'LoadBalancer', ports: [{ name: 'http' }] } },
    becomes: ['no port of the nodes leads to it'],
  },
};

describe('a Service', () => {
  for (const [what, { given, becomes }] of Object.entries(rows)) {
    it(what, () => {
      const found = candidates([service('web', given)], everything).map(said);
      assert.equal(found.length, becomes.length);
      for (const [index, text] of becomes.entries()) assert.ok(found[index]?.includes(text), `${found[index]}`);
    });
  }

  it('comes before one that is younger, wherever the API lists it', () => {
    const [old, young] = [
      service('old', {}, '2026-01-01T00:00:00Z'),
      service('young', { spec: ports({ nodePort: 30081 }) }),
    ];
    assert.deepEqual(
      candidates([young, old], everything).map(({ title }) => title),
      ['old', 'young'],
    );
  });

  it('is refused when an older one has its number for another protocol', () => {
    const found = candidates([service('old', {}, '2026-01-01T00:00:00Z'), service('young', {})], everything);
    assert.deepEqual(found.map(said), ['old:30080 kubernetes NodePort', 'default/old has port 30080']);
  });

  const selections = {
    'some by name': { include: ['shop', 'blog'], exclude: [], selected: ['blog', 'shop'] },
    'all but some': { include: ['*'], exclude: ['kube-*', 'test*'], selected: ['blog', 'default', 'shop', 'x.y'] },
    'by a pattern that has a sign of regular expressions': { include: ['x.*'], exclude: [], selected: ['x.y'] },
  };
  for (const [what, { selected, ...selection }] of Object.entries(selections)) {
    it(`is selected by its namespace: ${what}`, () => {
      const namespaces = ['blog', 'default', 'kube-system', 'shop', 'test-1', 'x.y'];
      const services = namespaces.map((namespace, index) =>
        service(namespace, { namespace, spec: ports({ nodePort: 30000 + index }) }),
      );
      const shown = candidates(services, selection).filter(({ hidden }) => hidden === undefined);
      assert.deepEqual(shown.map(({ title }) => title).sort(), selected);
    });
  }
});

function ports(...list: { name?: string; nodePort: number }[]) {
  return { type: 'NodePort', ports: list };
}

function service(
  name: string,
  { namespace = 'default', annotations = {}, spec }: Given,
  created = '2026-11-21T00:00:00Z',
) {
  const prefixed = Object.entries(annotations).map(([key, value]) => [`microcloud.cloudy/${key}`, value]);
  return serviceOf({
    metadata: {
      uid: `uid-of-${name}`,
      namespace,
      name,
      creationTimestamp: created,
      annotations: Object.fromEntries(prefixed),
    },
    spec: spec ?? ports({ nodePort: 30080 }),
  });
}

function said({ title, port, type, text, hidden, refused }: ReturnType<typeof candidates>[number]): string {
  return hidden ?? refused ?? `${title}:${port} ${type} ${text}`;
}
