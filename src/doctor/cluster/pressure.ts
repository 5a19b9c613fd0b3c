import type { AboutFault } from '../about.ts';
import type { Check } from '../check.ts';
import { objectsCheck } from './seen-objects.ts';

interface Pressure extends Omit<AboutFault, 'source'> {
  /** The condition of the Node that should be False. */
  readonly condition: string;
}

const rows: readonly Pressure[] = [
  {
    id: 'node.disk_pressure',
    title: 'kubelet says that its card is full',
    why: 'It removes images, evicts pods, and takes no new ones.',
    advice: 'ssh {node} "sudo du -xh --max-depth=3 / | sort -h | tail"',
    runbook:
      'DiskPressure: less than 10 % of the card, or 15 % of the room for images, is free. It ends some minutes after there is room.',
    condition: 'DiskPressure',
  },
  {
    id: 'node.memory_pressure',
    title: 'kubelet says that its memory is used up',
    why: 'It evicts pods, and takes no new ones.',
    advice: 'kubectl get pods -A -o wide --field-selector spec.nodeName={node}',
    runbook: 'MemoryPressure: less than 100 MiB are available.',
    condition: 'MemoryPressure',
  },
  {
    id: 'node.pid_pressure',
    title: 'kubelet says that it has too many processes',
    why: 'It evicts pods, and takes no new ones.',
    advice: 'ssh {node} "ps -eo ppid= | sort | uniq -c | sort -n | tail"',
    runbook: 'PIDPressure: a program starts more and more processes.',
    condition: 'PIDPressure',
  },
];

export default rows.map(
  ({ condition, ...about }): Check =>
    objectsCheck({
      ...about,
      source: 'kubeone status; kubelet eviction defaults',
      *find({ nodes }) {
        for (const { name, conditions } of nodes) {
          if (conditions.some(({ type, status }) => type === condition && status === 'True')) yield { node: name };
        }
      },
    }),
);
