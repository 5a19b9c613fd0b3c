import { type Addon, type AddonName, addons, imagesOf, memoryText } from '../../distributions/addons.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Scope, type Step } from '../../engine/model.ts';
import type { Json } from '../../facts/cluster/json.ts';
import { askedIf } from '../../facts/command.ts';
import { type Document, manifest } from '../../resources/manifest.ts';
import { ensureNoObjects, ensureObjects, objectsFact } from '../../resources/objects.ts';

interface Kind extends Pick<Step, 'id' | 'title' | 'follows'> {
  /** The file of `templates/`, which calls the addon's image {{image}}. */
  readonly template: string;
  /** Values of the template's other {{placeholders}}. */
  readonly values?: (scope: Scope) => Readonly<Record<string, Json>>;
}

/** Makes the step of an addon that is objects of Kubernetes: all of them are there, or none. */
export function addonStep(name: AddonName, { id, title, follows, template, values = () => ({}) }: Kind): Step {
  const addon: Addon = addons[name];
  const set = { name: `addon-${name}`, title };
  const [image = ''] = imagesOf(addon);
  const documents = (scope: Scope): readonly Document[] =>
    scope.cluster.addons?.[name] ? manifest(template, { image, ...values(scope) }) : [];
  return defineStep({
    id,
    title,
    on: 'leader',
    ...(follows ? { follows } : {}),
    needs: (scope) =>
      askedIf(distributionOf(scope.cluster).brings[name] === undefined, {
        objects: objectsFact(scope.cluster, { ...set, documents: documents(scope) }),
      }),
    *plan({ facts, ...scope }) {
      const { cluster } = scope;
      if (!facts.objects) return;
      const wanted = documents(scope);
      if (wanted.length === 0) return yield* ensureNoObjects(facts.objects, cluster, set);
      const parts = [{ summary: `Deploy ${title} (${memoryText(addon, scope.cluster)})`, documents: wanted }];
      yield* ensureObjects(facts.objects, cluster, { ...set, documents: wanted, parts });
    },
  });
}
