/** Discord's own description of its bodies, where it lies beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Problems } from '../errors.ts';

const FILE = join(import.meta.dirname, '../../../../../shared/specs/discord-openapi.json');

/** Whether bodies are checked against Discord's own description; else only against our rules. */
export const hasDescription = existsSync(FILE);

let ajv: Ajv2020 | undefined;
const compiled = new Map<string, ValidateFunction>();

/** Checks a body against one of the description's schemas, say `MessageCreateRequest`. */
export function checkSchema(name: string, body: unknown, problems: Problems): void {
  if (!hasDescription) return;
  const validate = compiled.get(name) ?? compile(name);
  if (validate(body)) return;
  for (const { path, keyword, message } of tellingOf(validate.errors ?? [])) {
    problems.add(path, `BASE_TYPE_${keyword.toUpperCase()}`, message);
  }
}

function compile(name: string): ValidateFunction {
  ajv ??= create();
  const validate = ajv.compile({ $ref: `discord#/components/schemas/${name}` });
  compiled.set(name, validate);
  return validate;
}

function create(): Ajv2020 {
  const made = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(made);
  made.addFormat('snowflake', /^(0|[1-9][0-9]*)$/);
  made.addFormat('nonce', true);
  made.addSchema(JSON.parse(readFileSync(FILE, 'utf8')), 'discord');
  return made;
}

interface Telling {
  path: (string | number)[];
  keyword: string;
  message: string;
}

/**
 * Of a union every branch complains. Those that only say "this is another kind of component" are dropped as long as
 * something else remains to be said.
 */
function tellingOf(errors: ErrorObject[]): Telling[] {
  const unions = ['oneOf', 'anyOf'];
  const isOtherKind = ({ keyword, instancePath }: ErrorObject) => keyword === 'enum' && instancePath.endsWith('/type');
  const plain = errors.filter((error) => !unions.includes(error.keyword) && !isOtherKind(error));
  const chosen = plain.length > 0 ? plain : errors;
  const deepest = Math.max(...chosen.map(({ instancePath }) => instancePath.split('/').length));
  return chosen
    .filter(({ instancePath }) => instancePath.split('/').length === deepest)
    .slice(0, 20)
    .map(({ instancePath, keyword, message = '' }) => ({ path: instancePath.split('/').slice(1), keyword, message }));
}
