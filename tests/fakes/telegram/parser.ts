/** Text and its entities by Telegram's own parser (TDLib, without any network). */
import { getTdjson } from 'prebuilt-tdlib';
import * as tdl from 'tdl';
import { bad } from './errors.ts';
import type { Params } from './params.ts';
import type { Entity } from './world.ts';

export interface Formatted {
  text: string;
  entities: Entity[];
}

interface TdEntity {
  offset: number;
  length: number;
  type: { _: string; url?: string; language?: string; user_id?: number; custom_emoji_id?: string };
}

type TdAnswer = { _: string; text?: string; message?: string; entities?: TdEntity[] };

const MODES: Record<string, object> = {
  html: { _: 'textParseModeHTML' },
  markdownv2: { _: 'textParseModeMarkdown', version: 2 },
  markdown: { _: 'textParseModeMarkdown', version: 1 },
};
/** Telegram shows no more formatting than this, what comes after stays plain: not documented, but widely observed. */
const MOST_ENTITIES = 100;

let ready = false;

function execute(query: { _: string; text: string; parse_mode?: object }): TdAnswer {
  if (!ready) tdl.configure({ tdjson: getTdjson(), verbosityLevel: 0 });
  ready = true;
  return tdl.execute(query as Parameters<typeof tdl.execute>[0]) as unknown as TdAnswer;
}

/**
 * The text a reader gets and its formatting, without white space at its ends.
 * @param names the parameters: `text`, `parse_mode`, `entities`, or those of a caption
 * @throws {Refusal} `can't parse entities: …`
 */
export function format(params: Params, names: { text: string; entities: string }): Formatted {
  const raw = params.text(names.text) ?? '';
  if (!raw.isWellFormed()) throw bad('strings must be encoded in UTF-8');
  const mode = params.text('parse_mode');
  const given = params.list(names.entities);
  const parsed = mode ? parse(raw, mode) : { text: raw, entities: given as unknown as Entity[] };
  return trimmed(parsed);
}

export function parse(text: string, mode: string): Formatted {
  const parse_mode = MODES[mode.toLowerCase()];
  if (!parse_mode) throw bad('unsupported parse_mode');
  const answer = execute({ _: 'parseTextEntities', text, parse_mode });
  if (answer._ === 'error') throw bad(lowered(answer.message ?? ''));
  return { text: answer.text ?? '', entities: (answer.entities ?? []).flatMap(entityOf) };
}

/** Mentions, links, hashtags that Telegram finds in a text by itself, outside code and links. */
export function detect({ text, entities }: Formatted): Entity[] {
  const closed = entities.filter(({ type }) => ['code', 'pre', 'text_link'].includes(type));
  const found = execute({ _: 'getTextEntities', text }).entities ?? [];
  return found.flatMap(entityOf).filter((one) => !closed.some((other) => overlap(one, other)));
}

function overlap(a: Entity, b: Entity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

function entityOf({ offset, length, type }: TdEntity): Entity[] {
  const name = type._.replace('textEntityType', '');
  const at = { offset, length };
  if (name === 'TextUrl') return [{ type: 'text_link', ...at, url: type.url ?? '' }];
  if (name === 'MentionName') return [{ type: 'text_mention', ...at, user: { id: type.user_id ?? 0 } }];
  if (name === 'PreCode') return [{ type: 'pre', ...at, language: type.language ?? '' }];
  if (name === 'CustomEmoji') return [{ type: 'custom_emoji', ...at, custom_emoji_id: type.custom_emoji_id ?? '' }];
  if (name === 'BlockQuote') return [{ type: 'blockquote', ...at }];
  if (name === 'ExpandableBlockQuote') return [{ type: 'expandable_blockquote', ...at }];
  return [
    {
      type: name
        .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
        .toLowerCase()
        .replace('email_address', 'email'),
      ...at,
    },
  ];
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function trimmed({ text, entities }: Formatted): Formatted {
  const start = text.length - text.trimStart().length;
  const kept = text.trim();
  const moved = entities.flatMap((entity) => {
    const from = Math.max(0, entity.offset - start);
    const to = Math.min(kept.length, entity.offset + entity.length - start);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: kept, entities: moved.slice(0, MOST_ENTITIES) };
}
