// Makes a Kubernetes cluster of three simulated Raspberry Pis, with the program as users run it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { labUp } from '../lab/up.ts';
import { UserError } from '../src/errors.ts';
import { loadInventory } from '../src/inventory/load.ts';
import { errorText } from '../src/screen/error-text.ts';
import { openRun } from '../src/tasks/open-run.ts';
import { showCloudy, showList } from './demo/cloudy.ts';
import { showExamples } from './demo/examples.ts';
import { deployPage, fetchPage } from './demo/page.ts';
import { requireTools } from './tools.ts';

const program = join(import.meta.dirname, '../bin/run.js');
const name = process.argv[2] ?? 'lab';

try {
  await demo();
} catch (error) {
  console.error(`\n${errorText(error as Error)}`);
  process.exitCode = 1;
}

async function demo(): Promise<void> {
  say('1 of 5: three simulated Raspberry Pis');
  await requireTools('lab');
  const lab = await labUp({ name, nodes: 3, flavour: 'trixie', onProgress: (text) => console.log(text) });
  for (const node of lab.nodes) console.log(`${node.name}  ${node.address}  Raspberry Pi OS ${node.flavour}`);

  say(`2 of 5: microcloud init --inventory ${lab.inventory}`);
  const flags = ['--inventory', lab.inventory, '--yes', '--accept-new-host-keys'];
  const { status } = spawnSync(process.execPath, [program, 'init', ...flags], { stdio: 'inherit' });
  if (status !== 0) throw new UserError('init did not succeed; its messages above say why.');

  say('3 of 5: a page on every node');
  const inventory = await loadInventory(lab.inventory, { env: process.env });
  const ask = () => Promise.reject(new Error('the lab has no questions'));
  const { env } = process;
  const { nodes } = inventory;
  const run = openRun({ inventory, nodes, env, ask, emit: () => {}, hostKeys: 'accept-new', concurrency: 3 });
  await deployPage(run);
  for (const page of await Promise.all(nodes.map(fetchPage))) console.log(page);

  say('4 of 5: its Service in Cloudy, the community cloud');
  await showCloudy(run, (text) => console.log(text));

  say('5 of 5: a page of a person, and the temperature of a room');
  await showExamples(run, (text) => console.log(text));
  console.log("Cloudy's list has them, too:");
  await showList(run, ['hello', 'My_page', 'Sensor'], (text) => console.log(text));

  const option = name === 'lab' ? '' : ` --name ${name}`;
  say('Three nodes are Ready, pages answer on every one of them, and Cloudy lists them. Look around:');
  console.log(`  npx microcloud status --inventory ${lab.inventory}
  npx microcloud publisher status --inventory ${lab.inventory}
  npx microcloud kubeconfig --inventory ${lab.inventory}
  npx microcloud lab ssh${option} pi-1
Again, to see that there is nothing to do:
  npx microcloud init --inventory ${lab.inventory}
Throw it away:
  npx microcloud lab down${option}`);
}

function say(text: string): void {
  console.log(`\n== ${text}`);
}
