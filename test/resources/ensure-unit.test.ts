import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { FileState } from '../../src/facts/file.ts';
import type { UnitState } from '../../src/facts/unit.ts';
import { ensureEnabled, ensureRunning, ensureStarted, ensureStopped } from '../../src/resources/ensure-unit.ts';
import { sh } from '../../src/shell/sh.ts';
import { temporary } from '../support/temporary.ts';

const running: UnitState = {
  unit: 'x.service',
  exists: true,
  active: true,
  enablement: 'enabled',
  started: 1000,
  startedAfterBoot: 10,
  restarts: 0,
  needsReload: false,
};
const read = (modified: number): FileState => ({
  path: '/etc/x',
  exists: true,
  mode: '644',
  owner: 'root:root',
  modified,
  content: '',
});
const absent: FileState = { path: '/etc/x', exists: false };
const restart = 'Restart x.service: /etc/x is newer than its start';

describe('a unit', () => {
  const rows: Record<string, readonly [changes: ReturnType<typeof ensureRunning>, wanted: readonly string[]]> = {
    runs: [ensureRunning(running, [read(999), read(1000), absent]), []],
    'is restarted when a file is newer': [ensureRunning(running, [read(999), read(1001)]), [restart]],
    'is restarted when a file is newer by less than a second': [
      ensureRunning({ ...running, started: 1000.009 }, [read(1000.859)]),
      [restart],
    ],
    'is not restarted for a file of the same second that is older': [
      ensureRunning({ ...running, started: 1000.859 }, [read(1000.009)]),
      [],
    ],
    'is restarted once for two newer files': [ensureStarted(running, [read(1001), read(1002)]), [restart]],
    'is restarted when systemd has an old copy of its file': [
      ensureRunning({ ...running, needsReload: true }),
      ['Restart x.service: its unit file changed'],
    ],
    'is started, not restarted': [
      ensureRunning({ ...running, active: false, started: undefined }, [read(1001)]),
      ['Start x.service'],
    ],
    'without a main process is not restarted for files': [
      ensureRunning({ ...running, started: undefined }, [read(1001)]),
      [],
    ],
    'is enabled': [ensureRunning({ ...running, enablement: 'disabled' }), ['Enable x.service']],
    'is enabled where it is masked': [ensureEnabled({ ...running, enablement: 'masked' }), ['Enable x.service']],
    'may be static': [ensureEnabled({ ...running, enablement: 'static' }), []],
    'started by something else need not be enabled': [ensureStarted({ ...running, enablement: 'disabled' }, []), []],
    'is stopped': [ensureStopped(running), ['Stop and disable x.service']],
    'is stopped where it only runs': [
      ensureStopped({ ...running, enablement: 'disabled' }),
      ['Stop and disable x.service'],
    ],
    'is stopped where it would only start at boot': [
      ensureStopped({ ...running, active: false }),
      ['Stop and disable x.service'],
    ],
    'has stopped': [ensureStopped({ ...running, active: false, enablement: 'masked' }), []],
    'that is not there has stopped': [ensureStopped({ ...running, exists: false, active: false, enablement: '' }), []],
  };
  for (const [title, [changes, wanted]] of Object.entries(rows)) {
    it(title, () =>
      assert.deepEqual(
        [...changes].map(({ summary }) => summary),
        wanted,
      ),
    );
  }
});

it('does not restart for files from the future again and again, whatever starts it', async (t) => {
  const folder = await temporary(t);
  const files = ['x', 'y'].map((name) => ({ ...read(4e9), path: join(folder, name) }) as FileState);
  for (const { path } of files) {
    writeFileSync(path, '');
    utimesSync(path, 4e9, 4e9);
  }
  const [change] = ensureStarted(running, files, sh`: >${join(folder, 'started')}`);
  execFileSync('sh', ['-ec', change?.script.wire ?? 'false']);
  for (const { path } of files) assert.ok(statSync(path).mtimeMs <= Date.now(), path);
  assert.ok(existsSync(join(folder, 'started')));
});

it('does not change the time of a file that another unit reads, too', async (t) => {
  const path = join(await temporary(t), 'hostname');
  writeFileSync(path, '');
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const [change] = ensureStarted(running, [{ ...read(1_700_000_000), path } as FileState], sh`:`);
  execFileSync('sh', ['-c', change?.script.wire ?? 'false']);
  assert.equal(statSync(path).mtimeMs, 1_700_000_000_000);
});
