import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { sh } from '../../src/shell/sh.ts';
import type { Run } from '../../src/tasks/run.ts';
import { exampleImage } from '../from-source/example-image.ts';
import { importImage, succeed } from './on-node.ts';

const program = join(import.meta.dirname, '../../bin/run.js');
const folder = join(import.meta.dirname, '../../examples');
const remote = '/run/microcloud-demo';

/** Makes files like those of a Pi's kernel for a DHT11. A simulated node has the kernel of this machine. */
const wire = sh`mkdir -p /run/bus
mountpoint -q /run/bus || { mount --rbind /sys/bus /run/bus; mount -t tmpfs tmpfs /sys/bus; ln -s /run/bus/* /sys/bus/; }
d=/sys/bus/iio/devices/iio:device1
mkdir -p $d && echo dht11@4 >$d/name && echo 43000 >$d/in_humidityrelative_input && echo 21300 >$d/in_temp_input`;

/** In a pod the reader would see the sensors of this machine's kernel. Here it gets the made files. */
const overlay = `resources: [../sensor]
patches:
  - target: { kind: Deployment, name: sensor-reader }
    patch: |-
      - { op: add, path: /spec/template/spec/volumes/-, value: { name: sensors, hostPath: { path: /sys/bus/iio/devices } } }
      - { op: add, path: /spec/template/spec/containers/0/volumeMounts/-, value: { name: sensors, mountPath: /sensors } }
      - { op: add, path: /spec/template/spec/containers/0/env/-, value: { name: SENSORS, value: /sensors } }
`;

/** Deploys two examples: a person of the cluster deploys a page, and the owner a sensor. */
export async function showExamples(run: Run, say: (text: string) => void): Promise<void> {
  const { path: inventory, nodes } = run.inventory;
  const connections = await Promise.all(nodes.map(run.connect));
  const [first, last] = [connections[nodes.findIndex(({ role }) => role === 'control-plane')], connections.at(-1)];
  if (!first || !last) throw new Error('the lab has no nodes');
  const kubeconfig = join(dirname(inventory), 'ismael.yaml');
  try {
    const image = await exampleImage();
    if (image) await Promise.all(connections.map((one) => importImage(one, image.artifact, image.fetched)));
    say(`A sensor is wired to ${last.node}, and the next init tells the cluster so.`);
    await succeed(last, wire);
    microcloud(inventory, ['init', '--yes']);
    await rm(kubeconfig, { force: true });
    microcloud(inventory, ['user', 'add', 'ismael', '--namespace', 'ismael', '--output', kubeconfig, '--yes']);
    await succeed(first, sh`mkdir -m 700 -p ${`${remote}/page`} ${`${remote}/sensor`} ${`${remote}/here`}`);
    await first.upload(kubeconfig, `${remote}/ismael.yaml`);
    await first.upload(Buffer.from(overlay), `${remote}/here/kustomization.yaml`);
    for (const name of ['page', 'sensor'])
      for (const file of readdirSync(join(folder, name)))
        await first.upload(join(folder, name, file), `${remote}/${name}/${file}`);
    const { stdout } = await succeed(first, deploy);
    for (const line of stdout.trim().split('\n')) say(line);
  } finally {
    for (const connection of connections) connection.close();
  }
}

const deploy = sh`exec 3>&1 >/dev/null
cd ${remote}
as() { kubectl --kubeconfig "$@"; }
until as ismael.yaml get serviceaccount default; do sleep 0.5; done 2>/dev/null
as ismael.yaml apply -k page
as /etc/kubernetes/admin.conf apply -k here
as ismael.yaml rollout status deployment/page --timeout=120s
for one in reader page; do as /etc/kubernetes/admin.conf rollout status deployment/sensor-$one --timeout=120s; done
port() { as "$1" get service "$2" -o 'jsonpath={.spec.ports[0].nodePort}'; }
page=http://127.0.0.1:$(port ismael.yaml page)/
sensor=http://127.0.0.1:$(port /etc/kubernetes/admin.conf sensor)/
until text=$(curl -sf "$sensor") && [ "$text" != "\${text#*°C}" ]; do sleep 0.5; done
echo "ismael's page:    $(curl -sf "$page" | sed -n 's/.*<h1>\(.*\)<.h1>/\1/p')" >&3
echo "the sensor's page: $(echo "$text" | sed -n '/°C/s/<[^>]*>/ /gp')" >&3`;

function microcloud(inventory: string, words: readonly string[]): void {
  const flags = ['--inventory', inventory, '--accept-new-host-keys'];
  const { status, stderr } = spawnSync(process.execPath, [program, ...words, ...flags], { encoding: 'utf8' });
  if (status !== 0) throw new UserError(`microcloud ${words.join(' ')} does not succeed:\n${stderr}`);
}
