import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import silentSensors from '../../src/doctor/hardware/silent-sensors.ts';
import type { Fact, Needs } from '../../src/engine/model.ts';
import { sensors, sensorsInCluster } from '../../src/facts/sensors.ts';
import { askScratch } from '../support/scratch/ask-scratch.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';
import type { World } from '../support/scratch/world.ts';

const bus = '/sys/bus/iio/devices';
const cluster = { distribution: 'kubeadm' } as const;
const member = { '/etc/kubernetes/kubelet.conf': 'clusters:\n    server: https://192.168.0.201:6443\n' };
const dht11 = { [`${bus}/iio:device1/name`]: 'dht11@4\n' };

const told =
  (world: World): ((t: TestContext) => Promise<unknown>) =>
  (t) =>
    askScratch(t, sensorsInCluster(cluster, { name: 'pi-3' }), world);
const silent = () => {
  const check = silentSensors.find(({ id }) => id === 'sensor.silent');
  assert.ok(check?.kind === 'node');
  return (check.needs({} as never) as Needs).silent as Fact<readonly string[]>;
};

describe('sensors of a node', needsScratch, () => {
  it('are those that the kernel has, by names that labels may have, each once', async (t) => {
    const files = {
      ...dht11,
      [`${bus}/iio:device0/name`]: 'bme280\n',
      [`${bus}/iio:device2/name`]: 'dht11@17\n',
      [`${bus}/iio:device3/name`]: 'a b"$(id)\n',
    };
    assert.deepEqual(await askScratch(t, sensors, { files }), ['bme280', 'dht11']);
  });

  it('are none where the kernel has no such bus', async (t) => {
    assert.deepEqual(await askScratch(t, sensors, {}), []);
  });

  it('are not asked for in the cluster by a node that never had one, or is in none', async (t) => {
    assert.equal(await told({ files: member })(t), 'unasked');
    assert.equal(await told({ files: dht11 })(t), 'unasked');
  });

  it('are asked for in the cluster as kubelet does, also when the sensor is gone', async (t) => {
    const labels = { 'kubernetes.io/os': 'linux', 'microcloud.cloudy/sensor-dht11': 'true' };
    const programs = {
      curl: `case "$*" in *"https://192.168.0.201:6443/api/v1/nodes/pi-3 "*) echo '${JSON.stringify({ metadata: { labels } })}' ;; *) exit 6 ;; esac`,
    };
    assert.deepEqual(await told({ files: { ...member, ...dht11 }, programs })(t), ['dht11']);
    const files = { ...member, '/var/lib/microcloud/sensors-told': '' };
    assert.deepEqual(await told({ files, programs })(t), ['dht11']);
  });

  it('are unknown while the API is silent', async (t) => {
    assert.equal(await told({ files: { ...member, ...dht11 }, programs: { curl: 'exit 7' } })(t), 'silent');
  });

  it('give a value, or stay silent at each try', async (t) => {
    const value = `${bus}/iio:device1/in_temp_input`;
    assert.deepEqual(await askScratch(t, silent(), { files: { ...dht11, [value]: '21000\n' } }), []);
    // What cannot be read, even by root.
    assert.deepEqual(await askScratch(t, silent(), { files: dht11, folders: [value] }), ['dht11']);
  });
});
