import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { serfKey, serfKeyItself } from '../../../src/facts/serf-key.ts';
import step from '../../../src/steps/serf-key/make-serf-key.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const content = `{"encrypt_key":"${'a'.repeat(43)}="}\n`;
const sum = createHash('sha256').update(content).digest('hex');
const communitys = createHash('sha256').update(content.replace(':', ': ')).digest('hex');
const base = { key: '' };
const at = (more: object = {}) => ({ ...makeScope({ at: 'pi-1' }), ...more });
/** The leader has been asked, and has no key. */
const leaderKey = { sum: undefined };
const make = "change: Make a key that encrypts what the nodes' Serf agents say to each other";
const key = '/etc/microcloud/serf-key.json';
const whole = /^600 root:root\n\{"encrypt_key":"[A-Za-z0-9+/]{43}="\}\n$/;
const theirs = { key: `1700000000 600 root:root\n${sum}  -\n` };
const node = { files: { [key]: { content, mode: '600', modified: 1_700_000_000 } } };

describe("the key of the nodes' Serf agents", () => {
  itPlans(
    step,
    base,
    {
      'is made by the leader when everybody takes part': {
        scope: at({ leaderKey }),
        finds: [make],
        leaves: { [key]: whole },
      },
      'is made once all others have come this far': {
        scope: at({ leaderKey, joined: ['pi-1', 'pi-2', 'pi-3'] }),
        finds: [make],
      },
      'is not made when a node has failed: that node would be shut out': {
        scope: at({ leaderKey, joined: ['pi-1', 'pi-2'] }),
        finds: [],
      },
      'is not made where nobody knows how the others stand': { scope: at(), finds: [] },
      'is made by the leader only': { scope: { ...makeScope({ at: 'pi-2' }), leaderKey }, finds: [] },
      'is not made in a community, which would not understand': {
        scope: { ...makeScope({ at: 'pi-1', cloudy: { serf: { join: ['10.139.40.122'] } } }), leaderKey },
        finds: [],
      },
      'is not made where no node is in Cloudy': {
        scope: { ...makeScope({ at: 'pi-1', all: { cloudy: false } }), leaderKey },
        finds: [],
      },
      'stays where there is one': {
        node,
        when: theirs,
        scope: at({ leaderKey: { sum: sum.slice(0, 16) } }),
        finds: [],
      },
      'becomes another one when a lost node knew it': {
        node,
        when: theirs,
        scope: at({ leaderKey: { sum: sum.slice(0, 16) }, lost: { serfKey: sum.slice(0, 16) } }),
        finds: [make],
      },
      'stays when a lost node knew an earlier one': {
        node,
        when: theirs,
        scope: at({ leaderKey: { sum: sum.slice(0, 16) }, lost: { serfKey: 'earlier' } }),
        finds: [],
      },
      'becomes another one where a community gave it, whose members know it': {
        node: { files: { [key]: { content: content.replace(':', ': '), mode: '600', modified: 1_700_000_000 } } },
        when: { key: `1700000000 600 root:root\n${communitys}  -\ncommunity\n` },
        scope: at({ leaderKey: { sum: communitys.slice(0, 16) } }),
        finds: [make],
        leaves: { [key]: whole },
      },
      'is made anew where a power cut has torn the file': {
        node: { files: { [key]: '\0\0\0\0' } },
        scope: at({ leaderKey }),
        finds: [make],
        leaves: { [key]: whole },
      },
    },
    { real: ['key'] },
  );

  it('is told by its sum only, and by itself only to whom it is handed on', () => {
    const ask = (script: unknown) => (script as { readonly display: string }).display;
    assert.match(ask(serfKey.ask), /sha256sum/);
    assert.doesNotMatch(ask(serfKey.ask), /cat |cut /);
    assert.equal(`${serfKeyItself.parse('secret\n')}`, "<Serf's key>");
    assert.equal(serfKeyItself.parse(''), undefined);
  });

  it('is one that Serf takes: 32 bytes in base64', () => {
    const made = execFileSync('sh', ['-c', 'head -c 32 /dev/urandom | base64 -w 0'], { encoding: 'utf8' });
    assert.equal(Buffer.from(made, 'base64').length, 32);
    assert.match(made, /^[A-Za-z0-9+/]{43}=$/);
  });
});
