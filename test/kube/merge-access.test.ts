import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { UserError } from '../../src/errors.ts';
import { type AdminAccess, kubeconfigText } from '../../src/kube/admin-access.ts';
import { mergeAccess as mergeInto } from '../../src/kube/merge-access.ts';
import { makeAccess } from './access.ts';

const options = { force: false, use: false };
const file = '~/.kube/config';

/** An access merged into one file. */
function mergeAccess(text: string, access: AdminAccess, how: typeof options) {
  const { files, currentContext, file: written } = mergeInto([{ file, text }], access, how);
  const [{ text: merged, replaced }] = files as [(typeof files)[number]];
  assert.equal(written, file);
  return { text: merged, replaced, currentContext };
}

/** A file as kubectl writes it, with what a person added. */
const work = `# My clusters
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: V09SSw== # renewed in May
    server: https://work.example.org
  name: work

# The office
contexts:
- context:
    cluster: work
    namespace: "team-a"
    user: me
  name: work
current-context: work
kind: Config
preferences: {}
users:
- name: me
  user:
    exec: {command: aws, args: [eks, get-token]}
`;

test('an access merged into a kubeconfig', async (t) => {
  await t.test('it makes the whole file where there is none', () => {
    const merged = mergeAccess('', makeAccess(), options);
    assert.deepEqual(merged, { text: kubeconfigText(makeAccess()), replaced: false, currentContext: 'home' });
  });

  await t.test('it is a text for kubectl, which reads YAML 1.1, whatever the cluster is called', () => {
    const access = makeAccess({ name: 'no' });
    for (const before of ['', work]) {
      const { contexts } = parse(mergeAccess(before, access, options).text, { version: '1.1' });
      assert.equal(contexts.at(-1).name, 'no');
    }
  });

  await t.test('it keeps every line that was there, comments included, and the current context', () => {
    const { text, currentContext, replaced } = mergeAccess(work, makeAccess(), options);
    const added = text.split('\n').filter((line) => !work.split('\n').includes(line));
    assert.deepEqual(
      work.split('\n').filter((line) => !text.split('\n').includes(line)),
      [],
    );
    assert.deepEqual(
      added.map((line) => line.trim()),
      [
        'certificate-authority-data: Q0E=',
        'server: https://192.168.0.201:6443',
        'name: home',
        'cluster: home',
        'user: home-admin',
        'name: home',
        '- name: home-admin',
        'client-certificate-data: Q0VSVA==',
        'client-key-data: S0VZ',
      ],
    );
    assert.equal(currentContext, 'work');
    assert.equal(replaced, false);
    const { clusters, contexts, users } = parse(text);
    assert.deepEqual(clusters.slice(0, 1), parse(work).clusters);
    assert.deepEqual(contexts.slice(0, 1), parse(work).contexts);
    assert.deepEqual(users.slice(0, 1), parse(work).users);
  });

  const currents: Readonly<Record<string, readonly [text: string, use: boolean, expected: string]>> = {
    'it stays current where there is one': [work, false, 'work'],
    'it is current when asked for': [work, true, 'home'],
    'it is current where none is': [work.replace('current-context: work\n', ''), false, 'home'],
    'it is current where an empty one is': [
      work.replace('current-context: work', 'current-context: ""'),
      false,
      'home',
    ],
  };
  for (const [title, [text, use, expected]] of Object.entries(currents)) {
    await t.test(title, () => {
      const merged = mergeAccess(text, makeAccess(), { ...options, use });
      assert.equal(merged.currentContext, expected);
      assert.equal(parse(merged.text)['current-context'], expected);
    });
  }

  await t.test('it leaves the text as it is when it is there already', () => {
    const { text } = mergeAccess(work, makeAccess(), options);
    const odd = text.replace('preferences: {}', 'preferences:   { }');
    assert.equal(mergeAccess(odd, makeAccess(), options).text, odd);
  });

  await t.test('it renews the credentials and keeps what people added to the context', () => {
    const { text } = mergeAccess(work, makeAccess(), options);
    const own = text.replace('user: home-admin\n', 'user: home-admin\n    namespace: cloudy # mine\n');
    const renewed = mergeAccess(own, makeAccess({ clientCertificate: 'TkVX' }), options);
    assert.equal(renewed.text, own.replace('Q0VSVA==', 'TkVX'));
    assert.equal(renewed.replaced, false);
  });

  const empties = {
    'comments only': '# nothing yet\n',
    'lists of nothing': 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: null\nusers:\n',
    JSON: '{"apiVersion": "v1", "kind": "Config", "clusters": []}',
  };
  for (const [title, text] of Object.entries(empties)) {
    await t.test(`it fills in a file with ${title}`, () => {
      const merged = mergeAccess(text, makeAccess(), options);
      assert.deepEqual(parse(merged.text), parse(kubeconfigText(makeAccess())));
      if (text.startsWith('#')) assert.ok(merged.text.startsWith(text));
    });
  }
});

test('an access that meets another of its name', async (t) => {
  const own = mergeAccess(work, makeAccess(), options).text;
  const rows: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
    'another server': [
      own.replace('192.168.0.201', '10.0.0.1'),
      /^The cluster "home" in .* is at https:\/\/10\.0\.0\.1:6443, not /,
    ],
    'another CA': [own.replace('Q0E=', 'T0xE'), /^The cluster "home" in ~\/\.kube\/config has other certificates/],
    'another context': [
      work.replace(/name: work\ncurrent/, 'name: home\ncurrent'),
      /leads elsewhere: to the cluster "work" as "me"/,
    ],
    'another user': [
      work.replace('name: me', 'name: home-admin'),
      /^The user "home-admin" .* belongs to another cluster/,
    ],
  };
  for (const [title, [text, message]] of Object.entries(rows)) {
    await t.test(`it is refused, with what to type: ${title}`, () => {
      assert.throws(
        () => mergeAccess(text, makeAccess(), options),
        (error: Error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.message, message);
          assert.match(error.hints.join('\n'), /--force/);
          return true;
        },
      );
    });
    await t.test(`it replaces only that with --force: ${title}`, () => {
      const { text: merged, replaced } = mergeAccess(text, makeAccess(), { ...options, force: true });
      assert.equal(replaced, true);
      const { clusters, contexts, users } = parse(merged);
      const fresh = parse(kubeconfigText(makeAccess()));
      for (const [list, [wanted]] of [
        [clusters, fresh.clusters],
        [contexts, fresh.contexts],
        [users, fresh.users],
      ]) {
        assert.deepEqual(
          list.filter(({ name }: { name: string }) => name === wanted.name),
          [wanted],
        );
      }
      assert.match(merged, /# renewed in May/);
    });
  }
});

test('an access merged into JSON leaves JSON', () => {
  const before = { apiVersion: 'v1', kind: 'Config', clusters: [], contexts: null, 'current-context': 'work' };
  const { text } = mergeAccess(JSON.stringify(before), makeAccess(), options);
  const { clusters, contexts, users } = parse(kubeconfigText(makeAccess()));
  assert.deepEqual(JSON.parse(text), { ...before, clusters, contexts, users });
});

const letters = 'abcdefgh';
const bomb = letters.replaceAll(
  /./g,
  (letter, at: number) => `${letter}: &${letter} [${Array(9).fill(at === 0 ? 'x' : `*${letters[at - 1]}`)}]\n`,
);

test('a file that is no kubeconfig', async (t) => {
  const rows: Readonly<Record<string, readonly [text: string, place: string]>> = {
    'not closed': ['apiVersion: v1\nusers: [{name: me, token: hunter2\n', '3:1'],
    'a tab': ['apiVersion: v1\nclusters:\n\t- name: hunter2\n', '3:1'],
    'a key twice': ['apiVersion: v1\nkind: Config\nkind: hunter2\n', '3:1'],
    'a second document': ['apiVersion: v1\nkind: Config\n---\nkind: Config\ntoken: hunter2\n', '3:1'],
    'an object of Kubernetes': ['apiVersion: v1\nkind: Secret\ndata: {a: hunter2}\n', '1:1'],
    'an alias of nothing': ['apiVersion: v1\nusers:\n- name: *hunter2\n', '3:9'],
    'aliases without end': [bomb, '1:1'],
    'a text': ['hunter2\n', '1:1'],
    'a list': ['- hunter2\n', '1:1'],
    'clusters that are no list': ['kind: Config\nclusters:\n  hunter2: {}\n', '3:3'],
    'users that are a text': ['kind: Config\nusers: hunter2\n', '2:8'],
  };
  for (const [title, [text, place]] of Object.entries(rows)) {
    await t.test(`it is refused with its place and without quoting it: ${title}`, () => {
      assert.throws(
        () => mergeAccess(text, makeAccess(), { ...options, force: true }),
        (error: Error) => {
          assert.ok(error instanceof UserError);
          assert.ok(error.message.startsWith(`~/.kube/config:${place}: `), error.message);
          assert.ok(!error.message.includes('hunter2'));
          return true;
        },
      );
    });
  }
});

test('an access merged into several files', async (t) => {
  const empty =
    '# which one is current stands in work\napiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n';
  const merge = (texts: readonly string[], how = options, access = makeAccess()) =>
    mergeInto(
      texts.map((text, index) => ({ file: `/${index}`, text })),
      access,
      how,
    );
  const contextsIn = (text = '') => parse(text).contexts.map(({ name }: { name: string }) => name);

  await t.test('it goes into the first, and leaves the context that a later file makes current', () => {
    const { file: written, files, currentContext } = merge([empty, work]);
    assert.deepEqual([written, currentContext], ['/0', 'work']);
    assert.deepEqual(contextsIn(files[0]?.text), ['home']);
    assert.equal(parse(files[0]?.text ?? '')['current-context'], undefined);
    assert.equal(files[1]?.text, work);
  });

  await t.test('it leaves an empty first file without a current context, too', () => {
    const { files, currentContext } = merge(['', work]);
    assert.equal(currentContext, 'work');
    assert.equal(parse(files[0]?.text ?? '')['current-context'], undefined);
  });

  await t.test('it is current by the first file when asked for', () => {
    const { files, currentContext } = merge([empty, work], { ...options, use: true });
    assert.equal(currentContext, 'home');
    assert.equal(parse(files[0]?.text ?? '')['current-context'], 'home');
    assert.equal(files[1]?.text, work);
  });

  await t.test('it renews the credentials in the file that has them', () => {
    const own = mergeAccess(work, makeAccess(), options).text;
    const { file: written, files } = merge([empty, own], options, makeAccess({ clientCertificate: 'TkVX' }));
    assert.equal(written, '/1');
    assert.deepEqual(
      files.map(({ text }) => text),
      [empty, own.replace('Q0VSVA==', 'TkVX')],
    );
  });

  await t.test('it is refused for another cluster of its name in a later file, which is named', () => {
    const other = mergeAccess(work, makeAccess(), options).text.replace('192.168.0.201', '10.0.0.1');
    assert.throws(() => merge([empty, other]), /^UserError: The cluster "home" in \/1 is another one/);
    const { files } = merge([empty, other], { ...options, force: true });
    assert.deepEqual(
      files.map(({ replaced }) => replaced),
      [false, true],
    );
    assert.equal(files[0]?.text, empty);
  });

  await t.test('it is refused where a later file is none', () => {
    assert.throws(() => merge([empty, 'hunter2\n']), /^UserError: \/1:1:1: this is not a kubeconfig$/);
  });
});
