// Records what Ansible and microcloud make of the inventories in test/fixtures/ansible/shapes: listed.json has the
// output of ansible-inventory, expected.yaml what `microcloud inventory import` writes. Run it after a change, and read
// the difference. Without ansible-inventory on this machine listed.json stays as it is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listedBy, shapes, textOfImport } from '../test/support/ansible-shapes.ts';

for (const shape of shapes()) {
  const listed = await listedBy(shape);
  if (listed !== undefined)
    writeFileSync(join(shape.directory, 'listed.json'), `${JSON.stringify(listed, undefined, 1)}\n`);
  writeFileSync(join(shape.directory, 'expected.yaml'), await textOfImport(shape, {}));
}
