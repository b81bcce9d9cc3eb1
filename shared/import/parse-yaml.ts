import { parseDocument } from 'yaml';

/** YAML as plain values; a file whose aliases multiply to more than a hundred is refused. */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { schema: 'core', merge: true, uniqueKeys: false });
  const [error] = document.errors;
  if (error) throw error;
  return document.toJS({ maxAliasCount: 100 });
}
