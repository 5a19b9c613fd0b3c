import { type AddonName, addons } from '../../src/distributions/addons.ts';
import { onlyProgram, type Part } from './part.ts';

/** Returns the first image of an addon: the name of the image that the lab builds. */
const imageOf = (name: AddonName) => addons[name].images.map(({ repository, tag }) => `${repository}:${tag}`)[0] ?? '';

/** What simulated nodes need for addons. */
export const addonParts: readonly Part[] = [
  {
    name: 'metrics-server',
    takes: '3 minutes',
    build: { kind: 'go', packages: { 'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server' } },
    images: { [imageOf('metrics')]: onlyProgram('metrics-server', '/metrics-server') },
  },
  {
    name: 'local-path-provisioner',
    takes: '1 minute',
    build: {
      kind: 'go',
      packages: { 'local-path-provisioner': 'github.com/rancher/local-path-provisioner' },
    },
    // Like the published image it has a shell, which the addon nfs uses to make folders.
    images: { [imageOf('storage')]: { ...onlyProgram('local-path-provisioner'), onBase: true } },
  },
  {
    name: 'traefik',
    takes: '6 minutes',
    build: {
      kind: 'go',
      packages: { traefik: 'github.com/traefik/traefik/v3/cmd/traefik' },
      // Left out: certificates of Let's Encrypt by DNS, which need the modules of a hundred companies.
      patched: {
        module: 'github.com/go-acme/lego/v5',
        version: 'v5.4.1',
        sum: 'h1:Jt6xAP9xQrJ3SLLGgxejfDDd3pzdrmuLCWe4oTqHHQc=',
        ...{ folder: 'providers/dns', instead: 'dns' },
      },
    },
    images: { [imageOf('ingress')]: onlyProgram('traefik') },
  },
  {
    name: 'victoria-metrics',
    takes: '2 minutes',
    build: {
      kind: 'go',
      packages: { 'victoria-metrics': 'github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics' },
    },
    images: { [imageOf('monitoring')]: onlyProgram('victoria-metrics', '/victoria-metrics-prod') },
  },
];
