import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { merged } from '../../../src/steps/kubernetes/merge-settings.ts';

const settings = { kind: 'X', apiServer: { certSANs: ['pi-1', '192.168.0.201'], timeout: 4 }, list: ['a'] };

describe('settings of kubeadm', () => {
  const rows: Record<string, readonly [overrides: Parameters<typeof merged>[1], wanted: object]> = {
    'are as they are without overrides': [undefined, settings],
    'keep what is beside an override': [
      { apiServer: { extraArgs: [{ name: 'v', value: '4' }] } },
      { ...settings, apiServer: { ...settings.apiServer, extraArgs: [{ name: 'v', value: '4' }] } },
    ],
    'are replaced one by one': [
      { apiServer: { timeout: 9 } },
      { ...settings, apiServer: { certSANs: settings.apiServer.certSANs, timeout: 9 } },
    ],
    'get further items of lists, each once': [
      { apiServer: { certSANs: ['pi-1', 'pi.example.org'] } },
      { ...settings, apiServer: { timeout: 4, certSANs: ['pi-1', '192.168.0.201', 'pi.example.org'] } },
    ],
    'may become something else': [
      { list: false, apiServer: null },
      { ...settings, list: false, apiServer: null },
    ],
    'get new fields': [{ dns: { disabled: true } }, { ...settings, dns: { disabled: true } }],
  };
  for (const [title, [overrides, wanted]] of Object.entries(rows)) {
    it(title, () => assert.deepEqual(merged(settings, overrides), wanted));
  }
});
