import type { ServiceStatus } from './status.ts';
import type { TagChanges } from './tag-changes.ts';

/** Says in words what is written, or would be. */
export function differenceText(changes: TagChanges | undefined): string {
  if (!changes) return 'nothing to do';
  const { added, removed, set, remove } = changes;
  const lines = [...removed.map((entry) => `- ${entry}`), ...added.map((entry) => `+ ${entry}`)];
  return [...lines, `tags written: ${[...Object.keys(set), ...remove].join(', ')}`].join('\n');
}

/** Writes a line for each Service, with the reason when it is not in Cloudy. */
export function servicesText(services: readonly ServiceStatus[]): string {
  if (services.length === 0) return 'There are no Services for outside of the cluster.';
  return services
    .map(({ namespace, name, port, state, reason }) => {
      return `${namespace}/${name}:${port} ${state}${reason === undefined ? '' : `: ${reason}`}`;
    })
    .join('\n');
}
