/** The content of a message: text, rich text or a file with its caption, checked and read as readers will. */
import type { Fields } from '../../server/body.ts';
import type { Core } from '../core.ts';
import { bad, Refusal } from '../errors.ts';
import type { Params } from '../params.ts';
import { detect, type Formatted, format } from '../parser.ts';
import { readRich } from '../rich.ts';
import type { Message } from '../world.ts';

export type Content = Pick<Message, 'text' | 'entities' | 'rich' | 'linkPreview' | 'file'> & {
  found: Pick<Message, 'pings' | 'joins'>;
};

const MOST_TEXT = 4096;
const MOST_CAPTION = 1024;
const INVITES = /^(https?:\/\/)?(www\.)?(t|telegram)\.(me|dog)\/(\+|joinchat\/|addlist\/)|^tg:\/*(join|addlist)/i;

export function textContent(params: Params): Content {
  const formatted = format(params, { text: 'text', entities: 'entities' });
  if (formatted.text === '') throw bad('message text is empty');
  if ([...formatted.text].length > MOST_TEXT) throw bad('message is too long');
  const linkPreview = params.object('link_preview_options');
  return { ...formatted, ...(linkPreview ? { linkPreview } : {}), found: findIn(formatted) };
}

export function richContent(core: Core, params: Params): Content {
  if (!core.rich) throw new Refusal(404, 'Not Found');
  const rich = params.object('rich_message');
  if (!rich) throw bad('rich_message is empty');
  const { text, links } = readRich(rich);
  const isPlain = rich['skip_entity_detection'] === true;
  const { pings, joins } = isPlain ? { pings: [], joins: [] } : findIn({ text, entities: [] });
  const mentions = links.filter((link) => /^tg:\/*user\?id=/i.test(link));
  const found = { pings: [...pings, ...mentions], joins: [...joins, ...links.filter((link) => INVITES.test(link))] };
  return { text, entities: [], rich, found };
}

export function fileContent(core: Core, params: Params, kind: 'document' | 'photo'): Content {
  const upload = params.file(kind);
  if (!upload) throw bad(`there is no ${kind} in the request`);
  if (upload.bytes.length === 0) throw bad('file must be non-empty');
  const caption = format(params, { text: 'caption', entities: 'caption_entities' });
  if ([...caption.text].length > MOST_CAPTION) throw bad('message caption is too long');
  const file: NonNullable<Message['file']> = { ...upload, kind, id: `file-${core.world.number()}` };
  return { ...caption, file, found: findIn(caption) };
}

/** Mentions and invitations in what was written, and in what Telegram makes a link by itself. */
function findIn(formatted: Formatted): Content['found'] {
  const pings: string[] = [];
  const joins: string[] = [];
  for (const { type, offset, length, url, user } of [...formatted.entities, ...detect(formatted)]) {
    const text = formatted.text.slice(offset, offset + length);
    if (type === 'mention') pings.push(text);
    if (type === 'text_mention') pings.push(`tg://user?id=${user?.id}`);
    const link = type === 'text_link' ? url : type === 'url' ? text : undefined;
    if (link !== undefined && INVITES.test(link)) joins.push(link);
  }
  return { pings: [...new Set(pings)], joins: [...new Set(joins)] };
}

/** What an edit would have to change: without any of it Telegram refuses. */
export function sameContent(message: Message, next: Content, markup: Fields | undefined): boolean {
  const picture = ({
    text,
    entities,
    rich,
    linkPreview,
  }: Pick<Message, 'text' | 'entities' | 'rich' | 'linkPreview'>) =>
    [text, entities, rich ?? null, linkPreview ?? null] as const;
  return (
    next.file === undefined &&
    JSON.stringify([...picture(message), message.markup ?? null]) === JSON.stringify([...picture(next), markup ?? null])
  );
}
