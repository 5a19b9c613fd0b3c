import type { Scope } from '../../engine/model.ts';
import { sortedByName } from '../../inventory/node-roles.ts';
import { addonStep } from './addon-step.ts';

export default addonStep('monitoring', {
  id: 'addon.monitoring',
  title: 'monitoring',
  template: 'monitoring.yaml',
  follows: 'nodes',
  values: ({ cluster, nodes }) => ({ node: cluster.addons?.monitoring?.node ?? '', scrape: scrapeText(nodes) }),
});

/**
 * Lists the nodes that VictoriaMetrics asks:
 * https://docs.victoriametrics.com/victoriametrics/sd_configs/#static_configs
 */
function scrapeText(nodes: Scope['nodes']): string {
  const targets = sortedByName(nodes).map(({ name, address }) => ({
    targets: [`${address}:9100`],
    labels: { node: name },
  }));
  const jobs = [{ job_name: 'nodes', static_configs: targets }];
  return JSON.stringify({ global: { scrape_interval: '30s' }, scrape_configs: jobs });
}
