/** Answers to pressed buttons and inline queries. */
import { type Fields, fieldsOf, textOf } from '../../server/body.ts';
import { bad } from '../errors.ts';
import { checkKeyboard } from '../keyboard.ts';
import type { Params } from '../params.ts';
import { parse } from '../parser.ts';
import type { Queries } from '../queries.ts';
import type { Method } from './method.ts';

export function queryMethods(queries: Queries): Record<string, Method> {
  return {
    answerCallbackQuery: (params) => {
      if ([...(params.text('text') ?? '')].length > 200) throw bad('MESSAGE_TOO_LONG');
      const { text, url } = params.fields;
      return queries.answer(params.text('callback_query_id'), { text, url, alert: params.flag('show_alert') });
    },
    answerInlineQuery: (params) => {
      const results = resultsOf(params);
      const next = params.text('next_offset') ?? '';
      if (Buffer.byteLength(next) > 64) throw bad('NEXT_OFFSET_INVALID');
      const button = params.object('button');
      if (button) checkStart(button);
      return queries.answer(params.text('inline_query_id'), { results, next, button });
    },
  };
}

function resultsOf(params: Params): Fields[] {
  const results = params.list('results');
  if (results.length > 50) throw bad('RESULTS_TOO_MUCH');
  const ids = new Set(results.map(({ id }) => id));
  if (ids.size < results.length) throw bad('RESULT_ID_DUPLICATE');
  for (const result of results) checkResult(result);
  return results;
}

function checkResult(result: Fields): void {
  const bytes = Buffer.byteLength(textOf(result['id']));
  if (bytes < 1 || bytes > 64) throw bad('RESULT_ID_INVALID');
  if (result['reply_markup'] !== undefined) checkKeyboard(fieldsOf(result['reply_markup']));
  if (result['type'] !== 'article') return;
  if (textOf(result['title']) === '') throw bad('ARTICLE_TITLE_EMPTY');
  const { text } = inlineText(result);
  if (text.trim() === '') throw bad('message text is empty');
  if ([...text].length > 4096) throw bad('message is too long');
}

/** The text and entities of the message that a result becomes. */
export function inlineText(result: Fields) {
  const content = fieldsOf(result['input_message_content']);
  const text = textOf(content['message_text']);
  const mode = textOf(content['parse_mode']);
  return mode === '' ? { text, entities: [] } : parse(text, mode);
}

function checkStart(button: Fields): void {
  const parameter = textOf(button['start_parameter']);
  if (button['web_app'] === undefined && !/^[\w-]{1,64}$/.test(parameter)) throw bad('START_PARAM_INVALID');
}
