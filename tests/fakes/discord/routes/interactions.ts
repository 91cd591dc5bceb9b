/** Answers to interactions: the first one, and by the web hook whatever follows. */
import { type Fields, fieldsOf, listOf } from '../../server/body.ts';
import type { Answer } from '../../server/listener.ts';
import type { Core } from '../core.ts';
import { Problems, unknownMessage } from '../errors.ts';
import { type Interaction, type Interactions, KIND } from '../interactions.ts';
import { erase, revise, type Sent, sentOf, write } from '../posts.ts';
import { checkChoices, checkModal } from '../rules/answers.ts';
import { FLAG } from '../rules/message.ts';
import { messageOut } from '../wire.ts';
import type { Message } from '../world.ts';
import { done, type Matched, ok, type Route } from './router.ts';

const FIRST = { message: 4, laterMessage: 5, laterUpdate: 6, update: 7, choices: 8, modal: 9 } as const;
const LOADING = 1 << 7;

/** Which first answers a kind of interaction takes. */
const TAKES: Record<number, number[]> = {
  [KIND.command]: [FIRST.message, FIRST.laterMessage, FIRST.modal],
  [KIND.autocomplete]: [FIRST.choices],
  [KIND.component]: [FIRST.message, FIRST.laterMessage, FIRST.laterUpdate, FIRST.update, FIRST.modal],
  [KIND.modal]: [FIRST.message, FIRST.laterMessage, FIRST.laterUpdate, FIRST.update],
};

export function interactionRoutes(core: Core, interactions: Interactions): Route[] {
  const hook = '/webhooks/:application/:token';
  const named = ({ at }: Matched) => interactions.answered(at['application'] ?? '', at['token'] ?? '');
  return [
    {
      pattern: 'POST /interactions/:interaction/:token/callback',
      open: true,
      handle: ({ call, at }) => {
        const interaction = interactions.toAnswer(at['interaction'] ?? '', at['token'] ?? '');
        return first(core, interaction, sentOf(call.body), call.query.get('with_response') === 'true');
      },
    },
    {
      pattern: `POST ${hook}`,
      open: true,
      handle: (matched) => ok(messageOut(follow(core, named(matched), sentOf(matched.call.body)))),
    },
    {
      pattern: `GET ${hook}/messages/:message`,
      open: true,
      handle: (matched) => ok(messageOut(find(named(matched), matched.at['message']))),
    },
    {
      pattern: `PATCH ${hook}/messages/:message`,
      open: true,
      handle: (matched) => {
        const interaction = named(matched);
        const message = find(interaction, matched.at['message']);
        edit(core, interaction, message, sentOf(matched.call.body));
        return ok(messageOut(message));
      },
    },
    {
      pattern: `DELETE ${hook}/messages/:message`,
      open: true,
      handle: (matched) => {
        const interaction = named(matched);
        const message = find(interaction, matched.at['message']);
        erase(core, message);
        if (interaction.original === message) interaction.original = undefined;
        interaction.seen.resolve();
        return done;
      },
    },
  ];
}

function first(core: Core, interaction: Interaction, { fields, files }: Sent, withResponse: boolean): Answer {
  const type = Number(fields['type']);
  if (!TAKES[interaction.asked.kind]?.includes(type)) wrongType();
  const data = { fields: fieldsOf(fields['data']), files };
  carryOut(core, interaction, type, data);
  interaction.answer = type;
  interaction.first.resolve();
  const isLater = type === FIRST.laterMessage || type === FIRST.laterUpdate;
  if (!isLater) interaction.seen.resolve();
  if (!withResponse) return done;
  const { original, id } = interaction;
  const resource = { type, ...(original ? { message: messageOut(original) } : {}) };
  return ok({ interaction: { id, type: interaction.asked.kind, response_message_id: original?.id }, resource });
}

function carryOut(core: Core, interaction: Interaction, type: number, data: Sent): void {
  const { source } = interaction.asked;
  if (type === FIRST.message) {
    interaction.original = say(core, interaction, data, 'IncomingWebhookInteractionRequest');
  } else if (type === FIRST.laterMessage) {
    interaction.original = think(core, interaction, data.fields);
  } else if (type === FIRST.choices) {
    checkChoices(data.fields);
    interaction.choices = listOf(data.fields['choices']);
  } else if (type === FIRST.modal) {
    checkModal(data.fields);
    interaction.modal = data.fields;
  } else if (source) {
    interaction.original = source;
    if (type === FIRST.update) revise(core, source, data, 'IncomingWebhookUpdateForInteractionCallbackRequestPartial');
  } else {
    wrongType();
  }
}

function wrongType(): void {
  const problems = new Problems();
  problems.add(['type'], 'BASE_TYPE_CHOICES', 'This interaction can not be answered so.');
  problems.settle();
}

function say(core: Core, interaction: Interaction, sent: Sent, schema: string): Message {
  const { user, channel } = interaction.asked;
  const isEphemeral = (Number(sent.fields['flags'] ?? 0) & FLAG.ephemeral) !== 0;
  const origin = { author: core.bot, schema, interaction: { id: interaction.id, user } };
  return write(core, channel, sent, isEphemeral ? { ...origin, onlyFor: user } : origin);
}

/** "starpost is thinking…": a message without words, to be edited later. */
function think(core: Core, interaction: Interaction, fields: Fields): Message {
  const { user, channel } = interaction.asked;
  const isEphemeral = (Number(fields['flags'] ?? 0) & FLAG.ephemeral) !== 0;
  const message: Message = {
    id: core.id(),
    channel,
    author: core.bot,
    content: '',
    embeds: [],
    components: [],
    attachments: [],
    flags: LOADING | (isEphemeral ? FLAG.ephemeral : 0),
    created: core.clock.now(),
    pings: [],
    interaction: { id: interaction.id, user },
    ...(isEphemeral ? { onlyFor: user } : {}),
  };
  channel.byId.set(message.id, message);
  return message;
}

/** The first that follows on "is thinking" takes its place. */
function follow(core: Core, interaction: Interaction, sent: Sent): Message {
  const { original } = interaction;
  if (original && (original.flags & LOADING) !== 0) {
    edit(core, interaction, original, sent);
    return original;
  }
  const message = say(core, interaction, sent, 'IncomingWebhookRequestPartial');
  interaction.followups.push(message);
  interaction.seen.resolve();
  return message;
}

function edit(core: Core, interaction: Interaction, message: Message, sent: Sent): void {
  const { flags } = message;
  message.flags &= ~LOADING;
  try {
    revise(core, message, sent, 'IncomingWebhookUpdateRequestPartial');
  } catch (refusal) {
    message.flags = flags;
    throw refusal;
  }
  interaction.seen.resolve();
}

function find(interaction: Interaction, id: string | undefined): Message {
  const { original, followups, asked } = interaction;
  const message = id === '@original' ? original : [original, ...followups].find((one) => one?.id === id);
  if (!message || !asked.channel.byId.has(message.id)) throw unknownMessage();
  return message;
}
