/** What a visitor can do on the page: type a command, press a button, fill in a form, look something up inline. */
import type { Seen, Values } from '../discord/actor.ts';
import { listOf, textOf } from '../server/body.ts';
import type { Stage } from './stage.ts';

type Deed = (stage: Stage, form: URLSearchParams) => Promise<string>;

const DEEDS: Record<string, Deed> = {
  '/discord/type': async (stage, form) => {
    const channel = stage.discord.find(form.get('place') ?? '');
    if (!channel) return 'There is no such channel.';
    const { name, values } = typed(stage, form.get('text') ?? '');
    return seen(stage, await stage.there.slash(channel, name, values));
  },
  '/discord/press': async (stage, form) => {
    const message = stage.discord.find(form.get('place') ?? '')?.byId.get(form.get('message') ?? '');
    if (!message) return 'That message is gone.';
    const values = form.getAll('value');
    const id = form.get('button') ?? '';
    return seen(
      stage,
      values.length > 0 ? await stage.there.select(message, id, values) : await stage.there.click(message, id),
    );
  },
  '/discord/submit': async (stage, form) => {
    if (!stage.form) return 'There is no form to fill in.';
    const given = stage.form;
    stage.form = undefined;
    return seen(stage, await stage.there.submitModal(given, Object.fromEntries(form)));
  },
  '/telegram/type': async (stage, form) => {
    const chat = stage.telegram.find(Number(form.get('place')));
    if (!chat) return 'There is no such chat.';
    stage.here.send(chat, form.get('text') ?? '');
    return '';
  },
  '/telegram/press': async (stage, form) => {
    const message = stage.telegram.find(Number(form.get('place')))?.byId.get(Number(form.get('message')));
    if (!message) return 'That message is gone.';
    const { text, url } = await stage.here.click(message, form.get('button') ?? '');
    return textOf(text) || textOf(url);
  },
  '/telegram/inline': async (stage, form) => {
    stage.results = (await stage.here.inline(form.get('text') ?? '')).results;
    return `${stage.results.length} results`;
  },
  '/telegram/choose': async (stage, form) => {
    const result = stage.results.find(({ id }) => id === form.get('result'));
    if (!result) return 'That result is gone.';
    stage.here.choose(result, stage.here.chat);
    stage.results = [];
    return '';
  },
};

/** Does what a form asks for; what comes of it, or goes wrong, is the page's next notice. */
export async function act(stage: Stage, path: string, form: URLSearchParams): Promise<void> {
  const deed = DEEDS[path];
  try {
    stage.notice = deed ? await deed(stage, form) : 'There is nothing here.';
  } catch (error) {
    stage.notice = error instanceof Error ? error.message : String(error);
  }
}

function seen(stage: Stage, answer: Seen): string {
  stage.form = answer.modal ? answer : undefined;
  return answer.ephemeral ? `Only you see this: ${answer.text}` : '';
}

/** `/show peas` and `/list add title: peas`: words without a name are the first option's. */
function typed(stage: Stage, line: string): { name: string; values: Values } {
  const words = line.trim().replace(/^\//, '').split(/\s+/);
  const [name = ''] = words;
  const command = [...stage.discord.core.commands.values()].flat().find((one) => one['name'] === name);
  const names = [name];
  let options = listOf(command?.['options']);
  for (let next = words[names.length]; ; next = words[names.length]) {
    const inner = options.find((one) => Number(one['type']) <= 2 && one['name'] === next);
    if (!inner || next === undefined) break;
    names.push(next);
    options = listOf(inner['options']);
  }
  return {
    name: names.join(' '),
    values: valuesOf(
      words.slice(names.length).join(' '),
      options.map((one) => one['name']),
    ),
  };
}

function valuesOf(text: string, names: unknown[]): Values {
  const values: Values = {};
  let current = textOf(names[0]);
  for (const part of text.split(/(\w+:)/)) {
    const name = part.slice(0, -1);
    if (part.endsWith(':') && names.includes(name)) current = name;
    else if (part.trim() !== '') values[current] = `${values[current] ?? ''}${part}`.trim();
  }
  return values;
}
