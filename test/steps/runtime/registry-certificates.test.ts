import { describe } from 'node:test';
import step from '../../../src/steps/runtime/registry-certificates.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const scope = makeScope({ cluster: { registries: { ca: { 'registry.home.arpa:5000': pem } } } });
const why = 'so that registry.home.arpa:5000 is trusted';

describe("registries' certificates", () => {
  itPlans(
    step,
    { 'registry.home.arpa:5000': '' },
    {
      'are none': { finds: [] },
      'are brought': {
        scope,
        finds: [`change: Write /etc/microcloud/registries/registry.home.arpa_5000.pem, ${why}`],
      },
      'are there': { when: { 'registry.home.arpa:5000': fileAnswer(pem) }, scope, finds: [] },
    },
  );
});
