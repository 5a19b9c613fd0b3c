import type { KubernetesApi } from './kubernetes-api.ts';

interface Options {
  readonly namespace?: string;
  readonly type?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: object;
}

/** Creates a Service with these node ports, named a, b, …. The numbers inside the cluster do not matter. */
export async function createService(
  api: KubernetesApi,
  name: string,
  nodePorts: readonly number[],
  { namespace = 'default', type = 'NodePort', annotations = {}, spec }: Options = {},
): Promise<void> {
  const ports = nodePorts.map((nodePort, index) => ({
    ...{ name: String.fromCharCode(97 + index), port: 80 + index },
    ...(type !== 'ClusterIP' && { nodePort }),
  }));
  const metadata = {
    name,
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`microcloud.cloudy/${key}`, value]),
    ),
  };
  await api.call('POST', `/api/v1/namespaces/${namespace}/services`, { metadata, spec: { type, ports, ...spec } });
}

export async function deleteService(api: KubernetesApi, name: string, namespace = 'default'): Promise<void> {
  await api.call('DELETE', `/api/v1/namespaces/${namespace}/services/${name}`);
}

/** Changes a Service, as `kubectl patch --type=merge` does. */
export async function changeService(api: KubernetesApi, name: string, change: object): Promise<void> {
  await api.call('PATCH', `/api/v1/namespaces/default/services/${name}`, change);
}

/** Deletes all Services that tests have created. */
export async function deleteServices(api: KubernetesApi): Promise<void> {
  const { items } = (await api.call('GET', '/api/v1/services')) as {
    items: { metadata: { name: string; namespace: string } }[];
  };
  for (const { metadata } of items) {
    if (metadata.name !== 'kubernetes') await deleteService(api, metadata.name, metadata.namespace);
  }
}
