import { describe } from 'node:test';
import step from '../../../src/steps/preflight/nodejs.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = { release: fileAnswer(fixture('pi-4-raspios-trixie/os-release')), nodejs: '' };
const bullseye = fileAnswer('VERSION_ID="11"\nVERSION_CODENAME=bullseye\nID=raspbian\n');
const tooOld = (version: string) => [`problem: its nodejs ${version} is too old for the publisher, which needs 18`];

describe("the publisher's nodejs", () => {
  itPlans(step, base, {
    'of trixie does': { when: { nodejs: '20.19.2+dfsg-1' }, finds: [] },
    'of trixie does before apt brings it': { finds: [] },
    'of bullseye is refused': {
      when: { release: bullseye, nodejs: '12.22.12~dfsg-1~deb11u7' },
      finds: tooOld('12.22.12~dfsg-1~deb11u7'),
    },
    'of bullseye is refused before apt brings it': { when: { release: bullseye }, finds: tooOld('12') },
    'from elsewhere does on bullseye': { when: { release: bullseye, nodejs: '22.11.0-1nodesource1' }, finds: [] },
    'does not matter where nothing is published': {
      when: { release: bullseye },
      scope: makeScope({ all: { cloudy: false } }),
      finds: [],
    },
  });
});
