/**
 * The JSON Schema of the config file, for editors. Run as a program it prints the text of the committed file:
 * `node src/config/json-schema.ts > config/starpost.schema.json`.
 */
import { z } from 'zod';
import { schema } from './schema.ts';

/** What of JSON Schema this config needs. */
export interface JsonSchema {
  type?: string;
  default?: unknown;
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  required?: string[];
  enum?: string[];
  const?: unknown;
  /** Kinds of one mapping, told apart by a field. */
  oneOf?: JsonSchema[];
}

/** JSON Schema (draft 2020-12) of the file as it is written, before defaults and units are applied. */
export function jsonSchema(): JsonSchema & { $id?: string; title?: string } {
  return { title: 'starpost configuration', ...(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema) };
}

/** The committed text of config/starpost.schema.json. */
export function jsonSchemaText(): string {
  return `${JSON.stringify(jsonSchema(), null, 2)}\n`;
}

/** The schema of the field at a place of the file, if there is such a field. */
export function fieldAt(root: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  let field: JsonSchema | undefined = root;
  for (const step of path) field = typeof step === 'number' ? field?.items : propertiesOf(field)[String(step)];
  return field;
}

/** The fields of a mapping; of one that comes in kinds, the fields of all of them. */
export function propertiesOf(field: JsonSchema | undefined): Record<string, JsonSchema> {
  const kinds = (field?.oneOf ?? []).flatMap((kind) => Object.entries(kind.properties ?? {}));
  const properties: Record<string, JsonSchema> = { ...field?.properties };
  for (const [name, inner] of kinds) {
    const values = [...(properties[name]?.enum ?? []), ...(typeof inner.const === 'string' ? [inner.const] : [])];
    properties[name] = values.length > 0 ? { ...inner, enum: values } : inner;
  }
  return properties;
}

/** Every field, by its place written as in messages, with `[]` for the items of a list: `sources[].settle`. */
export function fieldNames(field: JsonSchema, place = ''): string[] {
  if (field.items) return fieldNames(field.items, `${place}[]`);
  return Object.entries(propertiesOf(field)).flatMap(([key, inner]) => {
    const name = place ? `${place}.${key}` : key;
    return [name, ...fieldNames(inner, name)];
  });
}

if (import.meta.main) process.stdout.write(jsonSchemaText());
