import { type Alias, type Document, isAlias, isNode, type Node, visit } from 'yaml';
import { UserError } from '../../errors.ts';

/** Most pairs and items to read of one file: aliases can make a small file so huge that reading never ends. */
const mostRead = 500_000;

/** Indexes what aliases stand for. The parser itself would search the whole document for each alias. */
export function aliasTargets(document: Document): ReadonlyMap<Alias, Node | undefined> {
  const [anchors, targets] = [new Map<string, Node>(), new Map<Alias, Node | undefined>()];
  visit(document, (_, node) => {
    if (isAlias(node)) targets.set(node, anchors.get(node.source));
    else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return targets;
}

/** Makes a counter for what is read of a file. The counter throws a UserError above what any list of machines has. */
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
