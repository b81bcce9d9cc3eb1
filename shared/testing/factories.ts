import { classOf, collections, type FieldsOf, type SyncedName } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';

/** Fields of a record that differ from the defaults where it is easy, and are told apart at a glance. */
export function aRecord<Name extends SyncedName>(
  name: Name,
  given: Partial<FieldsOf<Name>> & { id?: string } = {}
): FieldsOf<Name> & { id?: string } {
  const fields: Record<string, unknown> = { ...defaultsOf(name) };
  for (const [field, value] of Object.entries(fields))
    if (value === '') fields[field] = `a ${field}`;
  for (const field of Object.keys(collections[name].fields))
    if (classOf(name, field) === 'elements') fields[field] = ['one', 'two'];
  if (name === 'projects' || name === 'prompts') fields.position = 'a0';
  return { ...fields, ...given } as FieldsOf<Name> & { id?: string };
}
