import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/kernel/overlays.ts';
import { fixture } from '../../support/fixture.ts';
import { filesAnswer } from '../../support/network.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const config = 'dtparam=audio=on\n\n[cm4]\notg_mode=1\n\n[all]\n';
const ours = '# BEGIN microcloud overlays\n[all]\ndtoverlay=dht11,gpiopin=4\n# END microcloud overlays\n';
/** The answer of a fact of several files. */
const firmware = '/boot/firmware/config.txt';
const base = { texts: filesAnswer({ [firmware]: config }), generator: '', custom: '' };
const wired = makeScope({ node: { overlays: ['dht11,gpiopin=4'] } });
const change = (path: string) =>
  `change: Change ${path}, so that the kernel knows what is wired to the board, after the reboot that follows`;
const node = { files: { [firmware]: { content: config, mode: '755' } } };

describe('what is wired to the board', () => {
  itPlans(step, base, {
    'is nothing': { finds: [] },
    'is written into config.txt, for all boards': {
      scope: wired,
      finds: [change(firmware)],
      real: ['texts'],
      node,
      leaves: { [firmware]: config + ours },
    },
    'is there already': { when: { texts: filesAnswer({ [firmware]: config + ours }) }, scope: wired, finds: [] },
    'is left as a person wrote it': {
      when: { texts: filesAnswer({ [firmware]: `${config}dtoverlay=dht11,gpiopin=4\n` }) },
      scope: wired,
      finds: [],
    },
    'is taken away when the inventory no longer has it': {
      when: { texts: filesAnswer({ [firmware]: config + ours }) },
      real: ['texts'],
      node: { files: { [firmware]: { content: config + ours, mode: '755' } } },
      finds: [change(firmware)],
      leaves: { [firmware]: config },
    },
    'is written to /boot up to bullseye': {
      when: { texts: filesAnswer({ '/boot/config.txt': config }) },
      real: ['texts'],
      node: { files: { '/boot/config.txt': { content: config, mode: '755' } } },
      scope: wired,
      finds: [change('/boot/config.txt')],
    },
    "is written to Debian's own file where config.txt is generated": {
      when: { generator: fileAnswer(fixture('pi-4-debian-trixie/z50-raspi-firmware')) },
      real: ['texts'],
      node: { ...node, programs: { 'update-initramfs': ':' } },
      scope: wired,
      finds: [change('/etc/default/raspi-firmware-custom')],
      leaves: { '/etc/default/raspi-firmware-custom': ours },
      calls: ['update-initramfs -u'],
    },
    'is not written into the note that says where config.txt is': {
      when: {
        texts: filesAnswer({ '/boot/config.txt': 'The file you are looking for has moved to /boot/firmware\n' }),
      },
      scope: wired,
      finds: ['problem: there is no config.txt in /boot/firmware or /boot, where dht11,gpiopin=4 could be written'],
    },
    'is a problem on a board without config.txt': {
      when: { texts: '' },
      scope: wired,
      finds: ['problem: there is no config.txt in /boot/firmware or /boot, where dht11,gpiopin=4 could be written'],
    },
    'is no problem on a board without config.txt where nothing is wired': { when: { texts: '' }, finds: [] },
  });

  it('asks for a reboot, and for a note that the reboot takes away', () => {
    const [finding] = planStep(step, base, wired);
    assert.ok(finding?.kind === 'change' && finding.rebootFollows);
    assert.match(finding.script.wire, /^mkdir -p \/run\/microcloud && touch \/run\/microcloud\/overlays-changed$/m);
  });
});
