import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { hostIn } from './called-api.ts';
import { commandFact, linesFact, slow } from './command.ts';

/** Sensors of the kernel: https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-bus-iio */
const devices = '/sys/bus/iio/devices';

/** The beginning of labels that tell the cluster of sensors: `microcloud.cloudy/sensor-dht11: "true"`. */
export const sensorLabel = 'microcloud.cloudy/sensor-';

/**
 * A file that is there once a node has told the cluster of a sensor: then the API is asked, also when the sensor is
 * gone.
 */
export const toldSensors = '/var/lib/microcloud/sensors-told';

// A device of an overlay is called dht11@4. A sensor whose name no label can have is left out.
const names = sh`for f in ${devices}/*/name; do [ ! -e "$f" ] || cat "$f"; done 2>/dev/null | sed -n 's/@.*//; /^[a-z0-9][a-z0-9_.-]*[a-z0-9]$/p' | sort -u`;

/** Names of the sensors that the kernel has: "dht11". */
export const sensors: Fact<readonly string[]> = linesFact('sensors', names);

/** What the cluster knows of a node's sensors: 'silent' when its API does not tell, 'unasked' where there is no need. */
export type ToldSensors = readonly string[] | 'silent' | 'unasked';

/**
 * Asks the API for the node's own labels with kubelet's certificate: a worker has no other access. Only a node asks
 * that has a sensor, or had one.
 */
export function sensorsInCluster(
  cluster: Pick<Cluster, 'distribution'>,
  { name }: Pick<Node, 'name'>,
): Fact<ToldSensors> {
  const { joined } = distributionOf(cluster);
  return slow(
    commandFact(
      'sensors in the cluster',
      sh`[ -e ${joined} ] && { [ -e ${toldSensors} ] || [ -n "$(${names})" ]; } || { echo unasked; exit 0; }
${callApi(cluster, name)} -H 'Accept: application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' 2>/dev/null || echo silent`,
      (stdout): ToldSensors => {
        const text = stdout.trim();
        if (text === 'unasked' || !text.startsWith('{')) return text === 'unasked' ? text : 'silent';
        const { metadata }: { metadata?: { labels?: Record<string, string> } } = JSON.parse(text);
        const labels = Object.keys(metadata?.labels ?? {}).filter((label) => label.startsWith(sensorLabel));
        return labels.map((label) => label.slice(sensorLabel.length));
      },
    ),
  );
}

/** Calls the API with curl, as the node's kubelet, about the node's own object; further words may follow. */
export function callApi(cluster: Pick<Cluster, 'distribution'>, node: string) {
  const { joined, nodeCertificate, clusterCa } = distributionOf(cluster);
  const key = nodeCertificate.replace(/\.crt$/, '.key');
  return sh`curl -sf --max-time 10 --cacert ${clusterCa} --cert ${nodeCertificate} --key ${key} "https://$(${hostIn(joined)})/api/v1/nodes/"${node}`;
}
