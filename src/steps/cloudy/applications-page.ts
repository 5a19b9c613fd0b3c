import type { ApplicationsConfig } from '../../../publisher/config.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { links } from '../../facts/links.ts';
import { programsFact } from '../../facts/programs.ts';
import { pagesOf } from '../../inventory/node-roles.ts';
import { ensureBuilt } from '../../resources/built-program.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { publisher } from '../../resources/publisher-program.ts';
import { template } from '../../resources/template.ts';
import { apisOf } from './api-addresses.ts';
import { noAddress, placeOf } from './cloudy-place.ts';

const { folder } = publisher;
const pages = '/var/local/cDistro';

// A page of ours beside Cloudy's: docs/decisions/2026-11-30-cloudys-pages-scale-what-is-published.md.
export default defineStep({
  id: 'cloudy.config',
  title: 'Applications in the web pages of Cloudy',
  follows: 'nodes',
  needs: () => ({
    links,
    programs: programsFact(folder),
    config: fileFact('/etc/microcloud/applications.json'),
    wrapper: fileFact(`${folder}/cloudy-applications`),
    page: fileFact(`${pages}/plug/controllers/applications.php`),
    menu: fileFact(`${pages}/plug/menus/r0500.applications.menu.php`),
    spanish: fileFact(`${pages}/lang/es.applications.php`),
    catalan: fileFact(`${pages}/lang/ca.applications.php`),
  }),
  *plan({ cluster, node, nodes, cloudy, facts }) {
    if (!pagesOf(nodes, cloudy).includes(node)) return;
    const place = placeOf(node, facts.links);
    if (!place) return yield noAddress;
    const config: ApplicationsConfig = {
      api: apisOf({ cluster, node, nodes }, place.address),
      caFile: distributionOf(cluster).clusterCa,
      namespaces: cloudy.publish.namespaces,
    };
    yield* ensureBuilt('cloudy-applications.cjs', facts.programs);
    yield* ensureFile(facts.config, { content: `${JSON.stringify(config, null, 2)}\n` });
    yield* ensureFile(facts.wrapper, { content: template('cloudy-applications.sh', {}), mode: '755' });
    yield* ensureFile(facts.page, { content: template('applications.php', {}) });
    yield* ensureFile(facts.menu, { content: template('applications.menu.php', {}) });
    yield* ensureFile(facts.spanish, { content: template('applications.es.php', {}) });
    yield* ensureFile(facts.catalan, { content: template('applications.ca.php', {}) });
  },
});
