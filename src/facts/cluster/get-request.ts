import { isSameObject, listOf, type ObjectId, referenceOf, resourceOf } from './object-id.ts';
import { rowsIn, rowTemplate } from './printed-rows.ts';

/** What one fact asks of the cluster. As JSON it is the fact's item of the batch. */
export interface Get {
  /** Types of which all objects are asked, as kubectl takes them, by their kind: {Node: 'nodes'}. */
  readonly lists: Readonly<Record<string, string>>;
  /** Objects that are asked by name. */
  readonly objects: readonly ObjectId[];
  /** As JSONPath: '.metadata.name'. */
  readonly fields: readonly string[];
}

/** One `kubectl get` that answers several facts. */
export interface GetRequest {
  readonly words: readonly string[];
  /** What is piped into kubectl. */
  readonly input?: string;
  /** The value of `-o`. */
  readonly template: string;
  /**
   * Reads what kubectl prints, once for all facts. Returns a function that picks the lines of one fact: its objects
   * with the fields that it asked for, and lines that are no objects, such as warnings.
   */
  partsOf(stdout: string): (get: Get) => string;
}

/** Objects of what kubectl has fetched, as JSONPath, and what is printed of each. */
interface Block {
  readonly ranges: readonly string[];
  readonly fields: readonly string[];
  readonly isPrintedAbove?: (one: Pick<ObjectId, 'kind'>) => boolean;
}

const identity = ['.kind', '.metadata.namespace', '.metadata.name'] as const;
const everything = ['.items[*]'];
const boundary = '== next';

/**
 * Leaves out the roles and bindings that the API server makes itself, some 120 that nobody asks for:
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
const withoutDefaults = ['-l', 'kubernetes.io/bootstrapping!=rbac-defaults'] as const;

// kubectl prints one object in another form than several. This one is always there, so there are always several.
const companion: ObjectId = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'kube-system' };

/**
 * Makes one request for several facts. kubectl takes either types or names. Where facts ask for both, it lists the
 * types of the named objects, too, and prints of these only what is named: a second kubectl costs more than such lists.
 */
export function getRequest(gets: readonly Get[]): GetRequest {
  const lists: Get['lists'] = Object.assign({}, ...gets.map((get) => get.lists));
  const objects = [...new Map(gets.flatMap((get) => get.objects).map((one) => [JSON.stringify(one), one])).values()];
  const isListed = ({ kind }: Pick<ObjectId, 'kind'>) => kind in lists;
  const types = Object.values(lists);
  if (types.length === 0) {
    const block = { ranges: everything, fields: fieldsOf(gets) };
    const input = listOf([companion, ...objects].map(referenceOf));
    return { words: ['-f', '-', '--ignore-not-found'], input, ...printing([block]) };
  }
  const others = objects.filter((one) => !isListed(one));
  const resources = [...new Set([...types, ...others.map(resourceOf)])].join(',');
  if (objects.length === 0) {
    return { words: [resources, '-A'], ...printing([{ ranges: everything, fields: fieldsOf(gets) }]) };
  }
  // A type is printed only with the fields that its facts ask for: a Pod needs no fields that only manifests of
  // DaemonSets have.
  const listed = Object.keys(lists).map((kind): Block => {
    const asking = gets.filter((get) => kind in get.lists || get.objects.some((one) => one.kind === kind));
    return { ranges: [rangeOf('.kind', kind)], fields: fieldsOf(asking) };
  });
  if (others.length === 0) return { words: [resources, '-A'], ...printing(listed) };
  const names = [...new Set(others.map(({ name }) => name))];
  const named: Block = {
    ranges: names.map((name) => rangeOf('.metadata.name', name)),
    fields: fieldsOf(gets.filter((get) => !get.objects.every(isListed))),
    // An object of a listed type may have one of the names, too.
    isPrintedAbove: isListed,
  };
  return { words: [resources, '-A', ...withoutDefaults], ...printing([...listed, named]) };
}

function fieldsOf(gets: readonly Get[]): readonly string[] {
  return [...new Set([...gets.flatMap(({ fields }) => fields), ...identity])];
}

function rangeOf(field: string, value: string): string {
  return `.items[?(@${field}==${JSON.stringify(value)})]`;
}

/** Prints blocks one after another, and finds the objects of a fact in them. */
function printing(blocks: readonly Block[]): Pick<GetRequest, 'template' | 'partsOf'> {
  const parts = blocks.map(({ ranges, fields }) => ranges.map((range) => rowTemplate(fields, range)).join(''));
  return {
    template: `jsonpath=${parts.join(`{"${boundary}\\n"}`)}`,
    partsOf(stdout) {
      let at = 0;
      const rows = rowsIn(stdout)
        .split('\n')
        .map((line) => {
          if (line === boundary) at += 1;
          const { fields = [], isPrintedAbove = () => false } = blocks[at] ?? {};
          const cells = line.split('\t');
          const cellOf = (field: string) => cells[fields.indexOf(field)] ?? '';
          const [kind = '', namespace = '', name = ''] = identity.map(cellOf);
          return {
            line,
            isObject: cells.length > fields.length,
            cellOf,
            id: { kind, namespace, name },
            isPrintedAbove,
          };
        });
      return ({ lists, objects, fields }) => {
        const lines = rows.flatMap(({ line, isObject, cellOf, id, isPrintedAbove }) => {
          if (!isObject) return [line];
          const isAsked = id.kind in lists || objects.some((one) => isSameObject(one, id));
          return isAsked && !isPrintedAbove(id) ? [fields.map((field) => `${cellOf(field)}\t`).join('')] : [];
        });
        return lines.join('\n');
      };
    },
  };
}
