import { sourcesVariable } from '../lab/bundle-source.ts';
import { UserError } from '../src/errors.ts';
import { errorText } from '../src/screen/error-text.ts';
import { addCloudySources } from './from-source/add-cloudy-sources.ts';
import { buildArtifacts } from './from-source/build-artifacts.ts';
import { listSums } from './from-source/list-sums.ts';

// Fills a directory with what simulated nodes need from the internet, from package registries alone, as a bundle for
// `microcloud lab up`: node scripts/lab-bundle.ts DIR [--older | --addons]. Prints a line for each thing that it begins.

try {
  const [directory, option] = process.argv.slice(2);
  if (!directory) throw new UserError('No directory is named.', { hints: ['node scripts/lab-bundle.ts DIR'] });
  const [older, addons] = [option === '--older', option === '--addons'];
  await buildArtifacts({ directory, older, addons, onProgress: (text) => console.log(text) });
  await listSums(directory);
  const sources = process.env[sourcesVariable];
  if (sources) await addCloudySources(directory, sources);
} catch (error) {
  console.error(errorText(error as Error));
  process.exitCode = 1;
}
