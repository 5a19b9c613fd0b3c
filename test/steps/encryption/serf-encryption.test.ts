import { createHash } from 'node:crypto';
import { describe } from 'node:test';
import { Secret } from '../../../src/shell/sh.ts';
import step from '../../../src/steps/encryption/serf-encryption.ts';
import { sharedSecrets } from '../../support/kubeadm.ts';
import { fileAnswer, makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const keyFile = '/etc/microcloud/serf-key.json';
const dropInFile = '/etc/systemd/system/serf.service.d/microcloud-key.conf';
const dropIn = `# Written by microcloud. Only root can read the key. The agent runs as another user, so systemd passes the key to it.
[Service]
LoadCredential=key.json:${keyFile}
ExecStart=
ExecStart=/usr/bin/serf agent -config-file=/etc/microcloud/serf.json -config-file=\${CREDENTIALS_DIRECTORY}/key.json
`;
const given = `{"encrypt_key":"${'k'.repeat(43)}="}\n`;
const other = `{"encrypt_key":"${'o'.repeat(43)}="}\n`;
const sumOf = (content: string) => createHash('sha256').update(content).digest('hex');
const sum = sumOf(given);
const own = { sum: sum.slice(0, 16) };
const has = `1600000000 600 root:root\n${sum}  -\n`;
const base = { key: has, dropIn: fileAnswer(dropIn), unit: unitAnswer() };
const plain = { key: '', dropIn: '', unit: unitAnswer() };
const keyAs = (more: object = {}) => ({
  files: { [keyFile]: { content: given, mode: '600', modified: 1_600_000_000, ...more } },
});
const node = keyAs();
const secrets = sharedSecrets;
const at = (more: object = {}, name: 'pi-1' | 'pi-2' = 'pi-2') => ({ ...makeScope({ at: name, secrets }), ...more });
const community = makeScope({ cloudy: { serf: { join: ['10.139.40.122'] } } });

/** The key that a community of this inventory has, as a run knows it that was given it. */
const shared = `{"encrypt_key": "${'c'.repeat(22)}=="}\n`;
const sharedSum = sumOf(shared);
const withKey = makeScope({ cloudy: { serf: { join: ['10.139.40.122'], key: { env: 'KEY' } } } });
const communityKey = { settings: new Secret("the community's key", () => shared), sum: sharedSum.slice(0, 16) };
const theirs = `1600000000 600 root:root\n${sharedSum}  -\ncommunity\n`;
const hasTheirs = { files: { [keyFile]: { content: shared, mode: '600', modified: 1_600_000_000 } } };
const asked = { ...withKey, secrets: { ...sharedSecrets, communityKey } };
const takeTheirs = "change: Take the community's key of Serf";

const take = 'change: Take the key of Serf that pi-1 has';
const restart = `change: Restart serf.service: ${keyFile} is newer than its start [serf.active]`;
const write = `change: Write ${dropInFile}`;
const removed = [
  `change: Remove ${dropInFile}: Serf is not encrypted`,
  `change: Remove ${keyFile}: nobody has this key any more`,
];

describe('the encryption of Serf', () => {
  itPlans(
    step,
    base,
    {
      'is as it should be': { node, scope: at({ leaderKey: own }), finds: [] },
      'is left as it is where nobody has asked the leader': { node, finds: [] },
      'is not begun before there is a key': { when: plain, scope: at({}, 'pi-1'), finds: [] },
      'is not begun by the leader before it has made the key': {
        when: plain,
        scope: at({ leaderKey: { sum: undefined } }, 'pi-1'),
        finds: [],
      },
      'takes the key of the leader': {
        when: plain,
        scope: at({ leaderKey: own }),
        finds: [take, write],
        follows: [restart],
        leaves: {
          [keyFile]: `600 root:root\n${given}`,
          [dropInFile]: dropIn,
        },
      },
      'shows in a plan that the node will take the key that the leader is about to make': {
        undone: 'the leader has not made it',
        when: plain,
        scope: at({ leaderKey: { sum: undefined } }),
        finds: [take, write],
      },
      'takes another key in the place of its own': {
        when: { key: has.replace(sum, sumOf(other)) },
        node: keyAs({ content: other }),
        scope: at({ leaderKey: own }),
        finds: [take],
        follows: [restart],
        leaves: { [keyFile]: `600 root:root\n${given}` },
      },
      'is begun by the leader with its own key': {
        node,
        when: { dropIn: '' },
        scope: at({ leaderKey: own }, 'pi-1'),
        finds: [write],
      },
      'counts from the next start of the agent on': {
        node: keyAs({ modified: 1_900_000_000 }),
        when: { key: has.replace('1600000000', '1900000000') },
        scope: at({ leaderKey: own }),
        finds: [restart],
      },
      'keeps the key from other users': {
        node: keyAs({ mode: '644' }),
        when: { key: has.replace(' 600', ' 644') },
        scope: at({ leaderKey: own }),
        finds: [`change: Let only root read ${keyFile}`],
      },
      'ends in a community': {
        node,
        scope: community,
        finds: removed,
      },
      'takes the key that a community has': {
        when: plain,
        scope: asked,
        finds: [takeTheirs, write],
        follows: [restart],
        leaves: { [keyFile]: `600 root:root\n${shared}`, [dropInFile]: dropIn },
      },
      'takes it in the place of the key that the nodes had': {
        node,
        scope: { ...asked, leaderKey: own },
        finds: [takeTheirs],
        follows: [restart],
        leaves: { [keyFile]: `600 root:root\n${shared}` },
      },
      'has the key of its community': { node: hasTheirs, when: { key: theirs }, scope: asked, finds: [] },
      'is left as it is by runs that do not know the key of the community': {
        node: hasTheirs,
        when: { key: theirs },
        scope: withKey,
        finds: [],
      },
      'gives no key of a community to a leader that is not in Cloudy': {
        when: plain,
        scope: { ...asked, node: { ...asked.node, cloudy: false }, leader: asked.node },
        finds: [],
      },
      'ends with the key of a community that no longer has one': {
        node: hasTheirs,
        when: { key: theirs },
        scope: community,
        finds: removed,
      },
      'does nothing in a community': { when: plain, scope: community, finds: [] },
      'leaves no key on a node that leaves Cloudy': {
        node,
        scope: makeScope({ node: { cloudy: false } }),
        finds: removed,
      },
      'lets a leader that is not in Cloudy keep the key for the others': {
        node,
        when: { dropIn: '' },
        scope: { ...makeScope({ at: 'pi-1', node: { cloudy: false } }), leaderKey: own },
        finds: [],
      },
    },
    { real: ['key'] },
  );
});
