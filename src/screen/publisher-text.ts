import type { ServiceStatus } from '../../publisher/status.ts';
import { count } from '../counted.ts';
import type { PublisherReport, PublishingNode } from '../tasks/publisher-status.ts';
import { visibleLine } from '../visible-text.ts';
import { tableText } from './phrases.ts';

/** Says of each Service where it is published, or why it is not, and of each node how full its list is. */
export function publisherText({ nodes, services, elsewhere }: PublisherReport): string {
  const rows = services.map((service) => [
    `${service.namespace}/${service.name}`,
    String(service.port || '-'),
    service.title,
    whereOf(service),
  ]);
  const table = tableText([['SERVICE', 'PORT', 'NAME IN CLOUDY', 'PUBLISHED'], ...rows]);
  const list = rows.length > 0 ? table : 'No Services of type NodePort or LoadBalancer.';
  const others = elsewhere.map((one) => `${visibleLine(one.name)} (${count(one.services, 'Service')})`).join(', ');
  const also = others === '' ? [] : [`Also in this Cloudy: ${others}.`];
  return [list, nodes.map(nodeLine).join('\n'), ...also].join('\n\n');
}

function whereOf({ state, node, address, port, reason }: ServiceStatus): string {
  if (state === 'published') return `by ${node} as ${address}:${port}`;
  const words = { pending: 'in a moment', refused: 'no', hidden: 'hidden' } as const;
  return reason ? `${words[state]}: ${reason}` : words[state];
}

function nodeLine({ name, state, reason, published, tag }: PublishingNode): string {
  if (state !== 'works') return visibleLine(`! ${name}: ${reason}`);
  const room = tag ? `, ${tag.bytes} of ${tag.limit} bytes` : '';
  const others = tag && tag.foreign > 0 ? `, beside ${count(tag.foreign, 'other service')} of this node` : '';
  return `${name}: publishes ${published}${room}${others}`;
}
