/** Texts with places to fill, in Mustache (https://mustache.github.io/mustache.5.html): no logic but "if there is" and "for each". */
import Mustache from 'mustache';
import { suggestion } from './faults.ts';

const NODE = [
  ...['emoji', 'title', 'tagline', 'summary', 'kind', 'status', 'tags', 'path', 'folder', 'from', 'url'],
  ...['contentNote', 'created', 'updated', 'wordsAdded', 'wordsCut'],
] as const;
const CHANGE = ['sign', 'part', 'text', 'aside'] as const;

/** What each template of a channel may name. */
export const TEMPLATE_FIELDS = { title: NODE, body: NODE, change: CHANGE } as const;

export type TemplateField = (typeof NODE)[number];

type Token = [kind: string, value: string, start: number, end: number, inner?: Token[], ...rest: unknown[]];

/** What is wrong with a template that may name these fields, as the end of a sentence "expected …", or undefined. */
export function templateFault(template: string, fields: readonly string[]): string | undefined {
  let tokens: Token[];
  try {
    tokens = Mustache.parse(template) as Token[];
  } catch (error) {
    return `a Mustache template (${(error as Error).message})`;
  }
  const unknown = namesIn(tokens).find(({ kind, name }) => kind === '>' || !fields.includes(name));
  if (!unknown) return undefined;
  if (unknown.kind === '>') return 'a template that includes no other ({{> …}})';
  const choice = suggestion(unknown.name, fields, `Known here: ${fields.join(', ')}.`);
  return `a field that is known here, found {{${unknown.name}}}. ${choice}`;
}

/** The template with its places filled. Nothing is escaped: whoever shows the text does that. Lines left empty go. */
export function fill(template: string, values: Readonly<Record<string, string | undefined>>): string {
  // Without a prototype there is nothing in it but the values.
  const view = Object.assign(Object.create(null) as object, values);
  const text = Mustache.render(template, view, undefined, { escape: (value: unknown) => String(value) });
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function namesIn(tokens: readonly Token[]): { kind: string; name: string }[] {
  return tokens.flatMap(([kind, value, , , inner]) => {
    if (kind === 'text' || kind === '!' || kind === '=') return [];
    return [{ kind, name: value }, ...(Array.isArray(inner) ? namesIn(inner) : [])];
  });
}
