/** What Discord asks of a message (its documentation, "Messages", "Embed Limits"). */
import { type Fields, fieldsOf, listOf, textOf } from '../../server/body.ts';
import { emptyMessage, Problems } from '../errors.ts';
import { allComponents } from '../shown.ts';
import type { Message } from '../world.ts';
import { checkComponents } from './components.ts';
import { checkSchema } from './schema.ts';

export const FLAG = { suppressEmbeds: 1 << 2, ephemeral: 1 << 6, silent: 1 << 12, v2: 1 << 15 } as const;

type Written = Pick<Message, 'content' | 'embeds' | 'components' | 'flags' | 'nonce'> & {
  attachments: { name: string }[];
};

/** Checks the request's body by itself. */
export function checkBody(schema: string, body: unknown): void {
  const problems = new Problems();
  checkSchema(schema, withTextIds(fieldsOf(body)), problems);
  problems.settle();
}

/** The description wants text, yet Discord takes the numbers of `files[n]` as they are. */
function withTextIds(body: Fields): Fields {
  if (!Array.isArray(body['attachments'])) return body;
  const attachments = listOf(body['attachments']).map((entry) => ({ ...entry, id: String(entry['id']) }));
  return { ...body, attachments };
}

/**
 * Checks what the message would be.
 * @throws {Refusal} 50035 with the tree of errors, 50006 of an empty message
 */
export function checkMessage(message: Written): void {
  const problems = new Problems();
  const v2 = (message.flags & FLAG.v2) !== 0;
  if (v2) excludeLegacy(message, problems);
  problems.length(['content'], message.content, 0, 2000);
  if (typeof message.nonce === 'string') problems.length(['nonce'], message.nonce, 0, 25);
  checkEmbeds(message.embeds, problems);
  checkComponents(message.components, v2, problems);
  checkReferences(message, problems);
  problems.settle();
  const empty = message.content.trim() === '' && message.embeds.length === 0 && message.attachments.length === 0;
  if (empty && (!v2 || message.components.length === 0)) throw emptyMessage();
}

function excludeLegacy(message: Written, problems: Problems): void {
  const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
  for (const field of ['content', 'embeds'] as const) {
    if (message[field].length === 0) continue;
    problems.add([field], code, `The \`${field}\` field cannot be used when using MessageFlags.IS_COMPONENTS_V2`);
  }
}

const TEXTS: [string, number][] = [
  ['title', 256],
  ['description', 4096],
];

function checkEmbeds(embeds: Fields[], problems: Problems): void {
  problems.length(['embeds'], embeds, 0, 10);
  let sum = 0;
  const text = (path: (string | number)[], value: unknown, least: number, most: number) => {
    problems.length(path, value, least, most);
    sum += [...textOf(value).trim()].length;
  };
  for (const [index, embed] of embeds.entries()) {
    const at = ['embeds', index];
    for (const [key, most] of TEXTS) text([...at, key], embed[key], 0, most);
    text([...at, 'footer', 'text'], fieldsOf(embed['footer'])['text'], 0, 2048);
    text([...at, 'author', 'name'], fieldsOf(embed['author'])['name'], 0, 256);
    const fields = listOf(embed['fields']);
    problems.length([...at, 'fields'], fields, 0, 25);
    for (const [number, field] of fields.entries()) {
      text([...at, 'fields', number, 'name'], field['name'] ?? '', 1, 256);
      text([...at, 'fields', number, 'value'], field['value'] ?? '', 1, 1024);
    }
    for (const url of [embed['url'], fieldsOf(embed['image'])['url'], fieldsOf(embed['thumbnail'])['url']]) {
      if (typeof url === 'string' && !/^(https?|attachment):\/\/./.test(url)) {
        problems.add([...at, 'url'], 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
      }
    }
  }
  if (sum > 6000) problems.add(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
}

/** A file that is named in the message has to come along. */
function checkReferences(message: Written, problems: Problems): void {
  const names = new Set(message.attachments.map(({ name }) => name));
  const sources = [...message.embeds, ...allComponents(message.components)].flatMap((part) => [
    fieldsOf(part['image'])['url'],
    fieldsOf(part['thumbnail'])['url'],
    fieldsOf(part['media'])['url'],
    fieldsOf(part['file'])['url'],
    ...listOf(part['items']).map((item) => fieldsOf(item['media'])['url']),
  ]);
  for (const url of sources) {
    const name = /^attachment:\/\/(.*)$/.exec(textOf(url))?.[1];
    if (name === undefined || names.has(name)) continue;
    const code = 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND';
    problems.add(['components'], code, `The referenced attachment ${name} was not found`);
  }
}
