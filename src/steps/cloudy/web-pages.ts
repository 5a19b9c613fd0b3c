import { defineStep, type Note } from '../../engine/model.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { links } from '../../facts/links.ts';
import { takesPasswords } from '../../facts/sshd.ts';
import { unitFact } from '../../facts/unit.ts';
import { under } from '../../resources/adjust-findings.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureRunning, ensureStopped } from '../../resources/ensure-unit.ts';
import { withSettings } from '../../resources/settings.ts';
import { template } from '../../resources/template.ts';
import { ensureConfig, keepsLogin } from './cloudy-config.ts';
import { ensureSources, sourceFacts } from './cloudy-files.ts';
import { noAddress, placeOf } from './cloudy-place.ts';

export default defineStep({
  id: 'cloudy.config',
  title: 'Web pages of Cloudy',
  needs: ({ node, cloudy }) => ({
    ...sourceFacts,
    links,
    takesPasswords: node.cloudy && cloudy.install !== 'agent' && cloudy.sshLogin ? takesPasswords : undefined,
    config: fileFact('/etc/cloudy/cloudy.conf'),
    getinconf: fileFact('/etc/getinconf-client.conf'),
    avahiConfig: fileFact('/etc/avahi-ps.conf'),
    guard: fileFact('/usr/local/lib/microcloud/cloudy-guard.php'),
    button: fileFact('/var/local/cDistro/plug/avahi/kubernetes.avahi.php'),
    initScript: fileFact('/etc/init.d/cdistro'),
    unitFile: fileFact('/etc/systemd/system/cdistro.service'),
    unit: unitFact('cdistro.service'),
    daemonFile: fileFact('/etc/systemd/system/cdistrod.service'),
    daemon: unitFact('cdistrod.service'),
  }),
  *plan({ node, cloudy, secrets, facts }) {
    if (!node.cloudy || cloudy.install === 'agent') {
      if (facts.unitFile.exists) yield* [...ensureStopped(facts.unit), ...ensureStopped(facts.daemon)];
      return;
    }
    const place = placeOf(node, facts.links);
    if (!place) return yield noAddress;
    yield* ensureSources(facts);
    const login = cloudy.login && { user: cloudy.login.user, hash: secrets.webPasswordHash };
    yield* ensureConfig(facts.config, place, login, cloudy.sshLogin ?? false);
    yield* ensureFile(facts.getinconf, {
      content: withSettings(contentOf(facts.getinconf), { GETINCONF_IGNORE: '1' }),
    });
    // People can switch Avahi off in the web pages: an existing file stays.
    if (!facts.avahiConfig.exists) yield* ensureFile(facts.avahiConfig, { content: avahiConfig });
    yield* ensureFile(facts.guard, { content: template('cloudy-guard.php', {}) });
    yield* ensureFile(facts.button, { content: template('kubernetes.avahi.php', {}) });
    yield* ensureFile(facts.initScript, { content: template('systemctl.init', { name: 'cdistro' }), mode: '755' });
    yield* ensureFile(facts.daemonFile, { content: template('cdistrod.service', {}) });
    yield* ensureFile(facts.unitFile, { content: template('cdistro.service', {}) });
    yield* under('cloudy.ui', [...ensureRunning(facts.unit), ...ensureRunning(facts.daemon)]);
    const letsIn = cloudy.login || (cloudy.sshLogin && facts.takesPasswords) || keepsLogin(facts.config);
    if (!letsIn) yield nobody;
  },
});

const nobody: Note = {
  kind: 'note',
  id: 'cloudy.login',
  summary: 'Nobody can log in to the web pages of Cloudy: they have no login of their own.',
  hint: 'To give them one, write into the inventory: cloudy: {login: {user: admin, password: {prompt: true}}}',
};

const avahiConfig = `ERRORS_PLUG="errors"
EXECUTE_IN="memory"
SAVE_SERVICE="none"
DATABASE="serf"
`;
