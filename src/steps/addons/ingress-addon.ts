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

/**
 * Makes Traefik's argument for the address that `kubectl get ingress` shows. There is room for one, and every node
 * answers.
 */
function shownAddress({ cluster: { sharedAddress }, nodes }: Scope): string {
  const address = sharedAddress ?? sortedByName(controlPlanesOf(nodes))[0]?.address ?? '';
  return `--providers.kubernetesingress.ingressendpoint.${ipv4Of(address) ? 'ip' : 'hostname'}=${address}`;
}
