import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../publisher/config.ts';
import { decide } from '../../publisher/decide.ts';
import { entryText } from '../../publisher/entry.ts';
import { publicationOf } from '../../publisher/publication.ts';
import type { Service } from '../../publisher/service.ts';
import { serviceStatuses } from '../../publisher/service-status.ts';
import type { ServiceStatus } from '../../publisher/status.ts';
import { encodeTag } from '../../publisher/tag.ts';
import { candidates } from '../../publisher/wanted.ts';

const config = parseConfig(
  JSON.stringify({
    ...{ cluster: 'home', node: 'pi-1', address: '192.168.0.201' },
    api: ['https://192.168.0.201:6443'],
    ...{ caFile: '/ca.crt', tokenFile: '/token', statusFile: '/status.json' },
  }),
);
const service: Service = {
  ...{ uid: 'u', namespace: 'default', name: 'web', type: 'NodePort', created: '2026-11-29T10:00:00Z' },
  ...{ annotations: {}, isLocal: false, ports: [{ name: '', nodePort: 30080 }] },
};
const wanted = candidates([service], config.namespaces);
const place = { cluster: 'home', node: 'pi-1', address: '192.168.0.201' };
const written = encodeTag(wanted.map((one) => entryText(one, place)))!;

/** The status of the Service while the agent has these tags. */
function statusWith(tags: Readonly<Record<string, string>>, before: readonly ServiceStatus[]) {
  const own = publicationOf({ name: 'pi-1', place, isHealthy: true, tags });
  const decision = decide({ wanted, own, others: [], passedOver: () => 0 });
  assert.equal(decision.publishers.get(30080), 'pi-1');
  return serviceStatuses(wanted, decision, [own], before);
}

test('a Service is published when its entry is in the tag, not when it will be', () => {
  const [pending] = statusWith({}, []);
  assert.equal(pending?.state, 'pending');
  const [published] = statusWith({ services: written }, [pending!]);
  const { state, node, address } = published!;
  assert.deepEqual({ state, node, address }, { state: 'published', node: 'pi-1', address: '192.168.0.201' });
});

test('a Service that was refused stays so until its entry is in the tag', () => {
  const refused = {
    ...statusWith({}, [])[0]!,
    state: 'refused',
    reason: 'pi-1 has no room for it in its tag',
  } as const;
  assert.deepEqual(statusWith({}, [refused]), [refused]);
  assert.equal(statusWith({ services: written }, [refused])[0]?.reason, undefined);
});
