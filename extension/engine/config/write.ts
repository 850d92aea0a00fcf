import { Document, isNode, isSeq, visit } from 'yaml';
import { isField, type Section } from './keyTree.js';
import { type Config, fields, schema } from './schema.js';

/**
 * The configuration as YAML text: every key, in the order of the schema, so that equal configurations give equal texts.
 * Reading it back gives exactly the same values.
 *
 * @param comment what stands behind the value of a key, if anything
 */
export function toYaml(config: Config, comment?: (key: string) => string | undefined): string {
  const document = new Document(ordered(config as unknown as Record<string, unknown>, schema));
  visit(document, {
    Seq: (_, node) => {
      if (isSeq(node)) node.flow = true;
    },
  });
  for (const key of comment ? fields.keys() : []) {
    const node = document.getIn(key.split('.'), true);
    const said = comment!(key);
    if (isNode(node) && said) node.comment = ` ${said}`;
  }
  return document.toString({ lineWidth: 0, defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN' });
}

function ordered(values: Record<string, unknown>, section: Section): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(section).map(([name, node]) => [
      name,
      isField(node) ? values[name] : ordered(values[name] as Record<string, unknown>, node),
    ]),
  );
}
