import type { Scope } from '../../engine/model.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { controlPlanesOf, sortedByName } from '../../inventory/node-roles.ts';
import { addonStep } from './addon-step.ts';

export default addonStep('ingress', {
  id: 'addon.ingress',
  title: 'ingress',
  template: 'ingress.yaml',
  follows: 'nodes',
  values: (scope) => ({ shownAddress: shownAddress(scope) }),
});

/** What `kubectl get ingress` shows, which has room for one address: every node answers, but one is enough. */
function shownAddress({ cluster: { sharedAddress }, nodes }: Scope): string {
  const address = sharedAddress ?? sortedByName(controlPlanesOf(nodes))[0]?.address ?? '';
  return `--providers.kubernetesingress.ingressendpoint.${ipv4Of(address) ? 'ip' : 'hostname'}=${address}`;
}
