// Records what Ansible and microcloud make of the inventories in test/fixtures/ansible/shapes: listed.json is what
// ansible-inventory prints, expected.yaml what `microcloud inventory import` writes. Run it after a change, and read the
// difference. Where ansible-inventory is not installed listed.json stays.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listedBy, shapes, textOfImport } from '../test/support/ansible-shapes.ts';

for (const shape of shapes()) {
  const listed = await listedBy(shape);
  if (listed !== undefined)
    writeFileSync(join(shape.directory, 'listed.json'), `${JSON.stringify(listed, undefined, 1)}\n`);
  writeFileSync(join(shape.directory, 'expected.yaml'), await textOfImport(shape, {}));
}
