import { pauseImage } from '../../artifacts/artifact-table.ts';
import { fullName, parseReference } from '../../artifacts/reference.ts';
import { distributionOf } from '../../distributions/table.ts';
import type { Fact } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import type { Cluster } from '../../inventory/schema.ts';

type Of = Pick<Cluster, 'distribution' | 'version'>;

/**
 * Asks for the image of pods' sandboxes, which every node has, where it is not microcloud that chooses it: k3s writes its
 * own one into containerd's configuration, and its setting `pause-image` may change it. Before k3s has run the answer is
 * what its version usually has.
 */
export function pauseImageFacts(cluster: Of): { readonly image?: Fact<string> } {
  const { pauseImageFile } = distributionOf(cluster);
  if (pauseImageFile === undefined) return {};
  const config = fileFact(pauseImageFile);
  const parse = (stdout: string) => {
    const file = config.parse(stdout);
    const told = file.exists ? /^\s*sandbox(?:_image)?\s*=\s*["']([^"']+)["']/m.exec(file.content)?.[1] : undefined;
    return told === undefined ? pauseImage(cluster) : fullName(parseReference(told));
  };
  return { image: { ...config, parse } };
}
