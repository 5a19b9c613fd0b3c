import { type Alias, type Document, isAlias, isNode, type Node, visit } from 'yaml';
import { UserError } from '../../errors.ts';

/** How many pairs and items are read of one file: aliases can make a small one huge, and then reading would never end. */
const mostRead = 500_000;

/** What aliases stand for. The parser itself looks through the whole document for each of them. */
export function aliasTargets(document: Document): ReadonlyMap<Alias, Node | undefined> {
  const [anchors, targets] = [new Map<string, Node>(), new Map<Alias, Node | undefined>()];
  visit(document, (_, node) => {
    if (isAlias(node)) targets.set(node, anchors.get(node.source));
    else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return targets;
}

/** Counts what is read of a file. Throws a UserError where that is more than any list of machines has. */
export function readLimit(file: string): (more: number) => void {
  let read = 0;
  return (more) => {
    read += more;
    if (read <= mostRead) return;
    throw new UserError(`${file} has far more in it than a list of machines: its aliases (*…) multiply what it says.`, {
      hints: [`write ${file} without aliases`],
      exitCode: 2,
    });
  };
}
