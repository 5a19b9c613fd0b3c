import assert from 'node:assert/strict';
import { chmod, lstat, mkdir, readdir, readFile, realpath, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { updateKubeconfigs } from '../../src/kube/kubeconfig-file.ts';
import { kubeconfigPaths, presentPaths } from '../../src/kube/kubeconfig-paths.ts';
import { requireFree } from '../../src/kube/person-access.ts';
import { staleContext } from '../../src/kube/stale-context.ts';
import { temporary } from '../support/temporary.ts';

/** Edits one file. */
async function updateKubeconfig(path: string, edit: (text: string) => { text: string; replaced: boolean }, now?: Date) {
  const { backups } = await updateKubeconfigs(
    [path],
    ([file]) => ({ files: [{ file: path, ...edit(file?.text ?? '') }] }),
    now,
  );
  return { backup: backups[0] };
}

const to =
  (text: string, replaced = false) =>
  () => ({ text, replaced });
/** Works as if somebody else ran this. */
async function withUser<T>(uid: number, work: () => Promise<T>): Promise<T> {
  const { getuid } = process;
  process.getuid = () => uid;
  return await work().finally(() => {
    process.getuid = getuid as () => number;
  });
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('the paths of kubeconfigs', async (t) => {
  const rows: readonly (readonly [env: NodeJS.ProcessEnv, paths: readonly string[]])[] = [
    [{ HOME: '/home/ana' }, ['/home/ana/.kube/config']],
    [{ HOME: '/home/ana', KUBECONFIG: '' }, ['/home/ana/.kube/config']],
    [{ HOME: '/home/ana', KUBECONFIG: ':' }, ['/home/ana/.kube/config']],
    [{ HOME: '/home/ana', KUBECONFIG: '/a:/b' }, ['/a', '/b']],
    [{ HOME: '/home/ana', KUBECONFIG: '::/b:/a::/b' }, ['/b', '/a']],
    [{ KUBECONFIG: 'a' }, [join(process.cwd(), 'a')]],
  ];
  for (const [env, paths] of rows) {
    await t.test(`they are ${paths.join(', ')} for KUBECONFIG=${env.KUBECONFIG}`, () =>
      assert.deepEqual(kubeconfigPaths(env), paths),
    );
  }

  await t.test('a ~ that no shell has replaced is said, with the right line', async () => {
    const env = { HOME: '/home/ana', KUBECONFIG: '/a:~/.kube/pis' };
    assert.throws(
      () => kubeconfigPaths(env),
      ({ message, hints }: UserError) =>
        message.startsWith('KUBECONFIG is /a:~/.kube/pis, ') && hints[0] === 'export KUBECONFIG="/a:$HOME/.kube/pis"',
    );
    assert.equal(await staleContext('club', 'pi-1:6443', env), undefined);
  });

  await t.test('those that are there count, and the last one where none is', async (t) => {
    const directory = await temporary(t);
    const [a, b, c, link] = ['a', 'b', 'c', 'link'].map((name) => join(directory, name)) as [
      string,
      string,
      string,
      string,
    ];
    assert.deepEqual(await presentPaths([a, b]), [b]);
    await writeFile(b, '');
    await writeFile(c, '');
    assert.deepEqual(await presentPaths([a, b, c]), [b, c]);
    await symlink('b', link);
    assert.deepEqual(await presentPaths([join(b, 'inside'), link]), [link]);
  });
});

test('an edit of the kubeconfig', async (t) => {
  await t.test('it makes the file and its directory for nobody else', async (t) => {
    const file = join(await temporary(t), '.kube', 'config');
    await updateKubeconfig(file, (text) => to(`${text}new\n`)());
    assert.equal(await readFile(file, 'utf8'), 'new\n');
    assert.deepEqual([await modeOf(file), await modeOf(join(file, '..'))], ['600', '700']);
    assert.deepEqual(await readdir(join(file, '..')), ['config']);
  });

  for (const [title, text] of [
    ['a change', 'old\n'],
    ['no change', 'new\n'],
  ] as const) {
    await t.test(`it takes the file away from others: ${title}`, async (t) => {
      const file = join(await temporary(t), 'config');
      await writeFile(file, text);
      await chmod(file, 0o644);
      await updateKubeconfig(file, to('new\n'));
      assert.equal(await modeOf(file), '600');
      assert.equal(await readFile(file, 'utf8'), 'new\n');
    });
  }

  await t.test('it leaves the file alone when there is nothing to change', async (t) => {
    const file = join(await temporary(t), 'config');
    await writeFile(file, 'same\n', { mode: 0o600 });
    const { ino } = await stat(file);
    await updateKubeconfig(file, to('same\n'));
    assert.equal((await stat(file)).ino, ino);
  });

  await t.test('it keeps the file as it was when something is replaced', async (t) => {
    const directory = await temporary(t);
    const file = join(directory, 'config');
    // Others could read it: its copy is for its owner only.
    await writeFile(file, 'old\n', { mode: 0o644 });
    const { backup } = await updateKubeconfig(file, to('new\n', true), new Date('2026-11-21T08:04:40Z'));
    assert.equal(backup, join(await realpath(directory), 'config.2026-11-21T08-04-40.bak'));
    assert.equal(await readFile(backup ?? '', 'utf8'), 'old\n');
    assert.equal(await modeOf(backup ?? ''), '600');
  });

  await t.test('it writes what a link leads to, and leaves the link', async (t) => {
    const directory = await temporary(t);
    await mkdir(join(directory, 'dotfiles'));
    await writeFile(join(directory, 'dotfiles', 'kube'), 'old\n');
    await symlink('dotfiles/kube', join(directory, 'config'));
    await updateKubeconfig(join(directory, 'config'), to('new\n'));
    assert.equal(await readFile(join(directory, 'dotfiles', 'kube'), 'utf8'), 'new\n');
    assert.deepEqual((await readdir(directory)).sort(), ['config', 'dotfiles']);
  });

  await t.test('it changes nothing when the edit throws, and lets the next one in', async (t) => {
    const file = join(await temporary(t), 'config');
    await writeFile(file, 'old\n');
    const refuse = () => {
      throw new UserError('no');
    };
    await assert.rejects(updateKubeconfig(file, refuse), /^UserError: no$/);
    assert.deepEqual(await readdir(join(file, '..')), ['config']);
    assert.equal(await readFile(file, 'utf8'), 'old\n');
    await updateKubeconfig(file, to('new\n'));
  });

  await t.test("it respects kubectl's lock", async (t) => {
    const file = join(await temporary(t), 'config');
    await writeFile(`${file}.lock`, '');
    await assert.rejects(updateKubeconfig(file, to('new\n')), /Another program is changing .*config\.$/);
    assert.deepEqual(await readdir(join(file, '..')), ['config.lock']);
  });

  await t.test('it says what cannot be written', async (t) => {
    const directory = await temporary(t);
    await writeFile(join(directory, 'file'), '');
    await mkdir(join(directory, 'config'));
    await assert.rejects(
      updateKubeconfig(join(directory, 'file', 'config'), to('')),
      /file\/config cannot be changed: (a part of this path is no folder|it is not there)/,
    );
    await assert.rejects(updateKubeconfig(join(directory, 'config'), to('')), ({ message, hints }: UserError) => {
      assert.match(message, /config cannot be changed: it is a folder \(EISDIR\)\.$/);
      assert.match(hints[0] ?? '', /^rmdir \S+config if it is empty: Docker makes such a folder/);
      return true;
    });
  });

  await t.test('it refuses what is no text', async (t) => {
    const file = join(await temporary(t), 'config');
    await writeFile(file, new Uint8Array([0xff, 0xfe, 0x00]));
    await assert.rejects(updateKubeconfig(file, to('new\n')), /config:1:1: this is (UTF-16|not UTF-8) text/);
    assert.deepEqual([...(await readFile(file))], [0xff, 0xfe, 0x00]);
  });

  await t.test('it says of UTF-16, as PowerShell writes it, what makes UTF-8 of it', async (t) => {
    const file = join(await temporary(t), 'config');
    await writeFile(file, Buffer.from('\ufeffapiVersion: v1\r\n', 'utf16le'));
    const says = ({ message, hints: [hint = '', other] }: UserError) => {
      assert.match(message, /config:1:1: this is UTF-16 text: save the file as UTF-8$/);
      assert.match(hint, /^iconv -f UTF-16 -t UTF-8 \S+config >(\S+config\.utf8) && mv \1 \S+config$/);
      assert.equal(other, 'microcloud kubeconfig --output FILE');
      return true;
    };
    await assert.rejects(updateKubeconfig(file, to('new\n')), says);
    await assert.rejects(requireFree(file, 'home-ana'), says);
  });

  await t.test('it leaves a read-only file and all others as they are, and says what to type', async (t) => {
    const directory = await temporary(t);
    const [a, b] = [join(directory, 'a'), join(directory, 'b')];
    await writeFile(a, 'a\n');
    await writeFile(b, 'b\n');
    await chmod(b, 0o400);
    const change = () => ({
      files: [
        { file: a, text: 'new\n', replaced: false },
        { file: b, text: 'new\n', replaced: true },
      ],
    });
    await withUser(1000, () =>
      assert.rejects(updateKubeconfigs([a, b], change), (error: UserError) => {
        assert.match(error.message, /b is read-only \(mode 0400\), and is left as it is\.$/);
        assert.match(error.hints[0] ?? '', /^chmod u\+w .*b, then the same again$/);
        return true;
      }),
    );
    assert.deepEqual([await readFile(a, 'utf8'), await readFile(b, 'utf8')], ['a\n', 'b\n']);
    assert.deepEqual((await readdir(directory)).sort(), ['a', 'b']);
    // kubectl lets root write it, too.
    const { readOnly } = await withUser(0, () => updateKubeconfigs([a, b], change));
    assert.deepEqual(readOnly, [`${b} (mode 0400)`]);
    assert.deepEqual([await readFile(b, 'utf8'), await modeOf(b)], ['new\n', '400']);
    await writeFile(b, 'b\n');
    // Nothing to change: then it may stay read-only.
    await updateKubeconfig(b, to('b\n'));
    assert.equal(await modeOf(b), '400');
  });

  await t.test('it makes the file that a link leads to, and leaves the link', async (t) => {
    const directory = await temporary(t);
    await symlink('dotfiles/kube', join(directory, 'config'));
    await updateKubeconfig(join(directory, 'config'), to('new\n'));
    assert.equal(await readFile(join(directory, 'dotfiles', 'kube'), 'utf8'), 'new\n');
    assert.equal((await lstat(join(directory, 'config'))).isSymbolicLink(), true);
  });
});
