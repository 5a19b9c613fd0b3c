import { describe } from 'node:test';
import step from '../../../src/steps/runtime/docker-service.ts';
import { makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = { unit: unitAnswer(), userGroups: 'pi pi adm sudo docker\n' };

describe('Docker', () => {
  itPlans(step, base, {
    'is usable': { finds: [] },
    'is started and opened to the login user': {
      leaves: { '/etc/group': /^docker:x:990:pi$/m },
      real: ['userGroups'],
      when: { unit: unitAnswer({ active: 'inactive', enablement: 'disabled' }), userGroups: 'pi pi adm sudo\n' },
      finds: [
        'change: Enable docker.service [docker.active]',
        'change: Start docker.service [docker.active]',
        'change: Let pi use Docker, which makes pi root without a password',
      ],
    },
    'is usable by root without a group': { when: { userGroups: '' }, finds: [] },
    'is left alone where nobody wants it': {
      when: { unit: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '' }), userGroups: 'pi pi\n' },
      scope: makeScope({ node: { docker: false } }),
      finds: [],
    },
  });
});
