import {
  type Document,
  type DocumentOptions,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
  visit,
  YAMLParseError,
} from 'yaml';

/**
 * Parses YAML that others wrote. An alias without an anchor, and aliases that expand without end, become errors of the
 * document. The parser alone would throw them later, when the values are read.
 */
export function parseForeignYaml(text: string, options: ParseOptions & DocumentOptions & SchemaOptions = {}): Document {
  const document: Document = parseDocument<never>(text, { logLevel: 'error', ...options });
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return;
      const [start = 0, end = start + 1] = node.range ?? [];
      document.errors.push(new YAMLParseError([start, end], 'BAD_ALIAS', `no anchor for the alias ${node.source}`));
    },
  });
  if (document.errors.length > 0) return document;
  try {
    document.toJS();
  } catch {
    document.errors.push(new YAMLParseError([0, 1], 'RESOURCE_EXHAUSTION', 'too many aliases'));
  }
  return document;
}
