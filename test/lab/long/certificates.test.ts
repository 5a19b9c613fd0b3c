import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { freshLab, init, inside, microcloud, nothingToDo } from '../../support/cluster.ts';
import { areInUse, controlPlaneParts, endSoon, processesOf } from '../../support/ending-certificates.ts';

const name = 'test-certificates';
let lab: RunningLab;
before(async () => {
  lab = await freshLab(name, 1);
  await init(lab);
});
after(() => labDown({ name }));

const here = (script: string) => inside(lab, 'pi-1', script);
const processes = () => processesOf(lab, 'pi-1');

test('it says until when certificates are valid', async () => {
  const { stdout } = await microcloud(lab, ['status']);
  const [, text = ''] = /^Certificates are valid until (\S+)$/m.exec(stdout) ?? [];
  const days = (Date.parse(text) - Date.now()) / 86_400_000;
  assert.ok(days > 360 && days < 367, stdout);
});

test('it renews those that end soon, and what runs takes them', { timeout: 400_000 }, async () => {
  const before = await processes();
  await endSoon(lab, 'pi-1');
  const { stdout } = await microcloud(lab, ['init', '--dry-run']);
  assert.match(stdout, /Renew certificates, which end in 1 day/);
  const { stdout: found } = await microcloud(lab, ['doctor']);
  assert.match(found, /Certificates expire soon .*\[cert\.expiry\]/);
  await init(lab);
  await areInUse(lab, 'pi-1', before);
});

test('it has nothing to do afterwards', async () => {
  await nothingToDo(lab, ['pi-1']);
});

test('it renews them without anybody, by its timer', { timeout: 400_000 }, async () => {
  assert.match(
    await here('systemctl list-timers --all microcloud-certificates.timer'),
    /microcloud-certificates\.service/,
  );
  const before = await processes();
  await endSoon(lab, 'pi-1');
  await here('systemctl start microcloud-certificates.service');
  await areInUse(lab, 'pi-1', before);
  await nothingToDo(lab, ['pi-1']);
});

test('it notices what was renewed by hand and is not in use', { timeout: 400_000 }, async () => {
  await here('sleep 3; kubeadm certs renew scheduler.conf; systemctl restart kubelet');
  const before = await processes();
  const { stdout } = await microcloud(lab, ['init', '--dry-run']);
  assert.match(stdout, /Start kube-scheduler anew, with the new certificates/);
  await init(lab);
  const now = await processes();
  const changed = controlPlaneParts.filter((_, index) => now[index] !== before[index]);
  assert.deepEqual(changed, ['kube-scheduler']);
});
