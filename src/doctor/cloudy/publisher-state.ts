import type { Status } from '../../../publisher/status.ts';
import { commandFact } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { publisherStatusIn } from '../../facts/publisher.ts';
import { unitFact } from '../../facts/unit.ts';
import { sh } from '../../shell/sh.ts';
import { clusterCheck, nodeCheck } from '../check.ts';

const statusFile = fileFact('/run/microcloud-publisher/status.json');
const now = commandFact('time', sh`date +%s`, Number);
const staleSeconds = 150;
/** After a boot, and when the publisher gets access to the API, it tries again until all Services are there. */
const patienceSeconds = 60;
const access = fileFact('/run/microcloud-publisher-token/ca.crt');

/** Reads the status that the publisher wrote last; undefined without a publisher, and when the file is cut short. */
function statusIn(file: { readonly exists: boolean; readonly content?: string } | undefined): Status | undefined {
  return file?.exists ? publisherStatusIn(file.content ?? '') : undefined;
}

const parts = { agent: 'Serf', api: "the cluster's API", health: 'kube-proxy' } as const;

export default [
  nodeCheck({
    id: 'pub.stale',
    when: 'member',
    title: "Cloudy's publisher hangs",
    why: 'Services of the cluster do not appear in Cloudy, or do not go away.',
    advice: 'ssh {node} sudo systemctl restart microcloud-publisher',
    runbook: 'It runs, but has not written its status for more than two minutes.',
    source: 'microcloud: publisher/README.md',
    needs: () => ({ statusFile, now, unit: unitFact('microcloud-publisher.service') }),
    judge({ facts }) {
      const status = statusIn(facts.statusFile);
      const age = facts.now - Date.parse(status?.updated ?? '') / 1000;
      const isUp = facts.unit.active && facts.now - (facts.unit.started ?? facts.now) > staleSeconds;
      return isUp && !(age < staleSeconds) ? {} : undefined;
    },
    cure: () => ({
      kind: 'change',
      summary: 'Restart microcloud-publisher.service: it hangs',
      script: sh`systemctl restart microcloud-publisher.service`,
    }),
  }),
  nodeCheck({
    id: 'pub.parts',
    when: 'member',
    title: "Cloudy's publisher cannot work",
    why: 'Services of the cluster do not appear in Cloudy, or do not go away.',
    advice: 'ssh {node} sudo journalctl -e -u microcloud-publisher',
    runbook: "It needs the node's Serf agent, the cluster's API, and, to share Services with other nodes, kube-proxy.",
    source: 'microcloud: publisher/README.md',
    needs: () => ({ statusFile, now, access, unit: unitFact('microcloud-publisher.service') }),
    judge({ facts }) {
      const given = facts.access.exists ? facts.access.modified : 0;
      const status = facts.unit.active ? statusIn(facts.statusFile) : undefined;
      if (!status) return undefined;
      const down = Object.entries(parts).flatMap(([key, name]) => {
        const { state, since, reason } = status[key as keyof typeof parts];
        const isLong = facts.now - Math.max(Date.parse(since) / 1000, given) > patienceSeconds;
        return state === 'down' && isLong ? [`${name}${reason ? ` (${reason})` : ''}`] : [];
      });
      return down.length > 0 ? { what: `Cloudy's publisher does not reach ${down.join(', ')}` } : undefined;
    },
  }),
  nodeCheck({
    id: 'pub.tag_full',
    when: 'member',
    title: 'Its room for Services in Cloudy is nearly full',
    severity: 'warning',
    why: 'Serf has 512 bytes a node: the next Service may not fit.',
    advice: 'Spread them over nodes: cloudy.publish.spread: true in the inventory',
    runbook:
      'About 14 Services fit. Shorter names, or fewer published ports, need less; entries of other programs count, too.',
    source: 'serf MetaMaxSize; measured',
    needs: () => ({ statusFile }),
    judge({ facts }) {
      const tag = statusIn(facts.statusFile)?.tag;
      if (!tag || tag.bytes < 0.9 * tag.limit) return undefined;
      return { what: `${tag.bytes} of ${tag.limit} bytes for Services in Cloudy are used` };
    },
  }),
  clusterCheck({
    id: 'cloudy.same_name',
    title: 'Another cluster in this Cloudy has the same name',
    severity: 'warning',
    why: "People cannot tell the Services of the two apart in Cloudy's list.",
    advice:
      'Agree with its owner who takes another cluster.name, and makes that cluster anew: microcloud reset, then init',
    runbook:
      "The microCloud that Cloudy's list shows is cluster.name of the inventory. Nothing is mixed up but the names: each cluster knows its own nodes, and touches nothing of the other one. `microcloud publisher status` lists the other clusters.",
    source: 'microcloud: publisher/README.md',
    needs: () => ({ statusFile }),
    *judge({ cluster, looked }) {
      const counts = looked.flatMap(({ told }) =>
        (statusIn(told(statusFile))?.elsewhere ?? []).filter(({ name }) => name === cluster.name),
      );
      if (counts.length === 0) return;
      const most = Math.max(...counts.map(({ services }) => services));
      yield {
        what: `Another cluster in this Cloudy is called ${cluster.name}, too: it shows ${most} of its Services there`,
      };
    },
  }),
  clusterCheck({
    id: 'pub.services',
    title: 'A Service is not in Cloudy',
    why: 'The other nodes of Cloudy do not see it.',
    advice: 'kubectl get events -A --field-selector reason=NotPublished',
    runbook:
      'It should be published and cannot be: the tags of all publishers are full, or its port is taken. Services that an annotation or the inventory hides do not count.',
    source: 'microcloud: publisher/README.md',
    needs: () => ({ statusFile }),
    *judge({ looked }) {
      const seen = new Set<string>();
      for (const service of looked.flatMap(({ told }) => statusIn(told(statusFile))?.services ?? [])) {
        const name = `${service.namespace}/${service.name}`;
        if (service.state !== 'refused' || seen.has(name)) continue;
        seen.add(name);
        yield { what: `Service ${name} is not in Cloudy: ${service.reason ?? 'nobody says why'}` };
      }
    },
  }),
];
