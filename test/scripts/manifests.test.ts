import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { manifestsModule } from '../../scripts/manifests.ts';
import { manifestDocuments } from '../../src/resources/manifest-documents.ts';

it('the built program has the documents that the sources parse', async () => {
  const text = manifestsModule(join(import.meta.dirname, '../..'));
  const built = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  for (const file of ['flannel.yaml', 'publisher.yaml']) {
    assert.notEqual(manifestDocuments(file).length, 0);
    assert.deepEqual(built.manifestDocuments(file), manifestDocuments(file));
  }
});
