/** A message as the text that a person reads, to be searched by tests. */
import { type Fields, fieldsOf, listOf, textOf } from '../server/body.ts';
import type { Message } from './world.ts';

export function shownOf(message: Message): string {
  return [
    message.content,
    ...message.embeds.flatMap(ofEmbed),
    ...message.components.flatMap(ofComponent),
    ...message.attachments.map(({ name }) => `[${name}]`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function ofEmbed(embed: Fields): string[] {
  return [
    textOf(fieldsOf(embed['author'])['name']),
    textOf(embed['title']),
    textOf(embed['description']),
    ...listOf(embed['fields']).flatMap((field) => [textOf(field['name']), textOf(field['value'])]),
    textOf(fieldsOf(embed['footer'])['text']),
  ];
}

function ofComponent(component: Fields): string[] {
  const emoji = textOf(fieldsOf(component['emoji'])['name']);
  const label = [emoji, textOf(component['label'])].filter((part) => part !== '').join(' ');
  return [
    textOf(component['content']),
    label === '' ? '' : `[${label}]`,
    ...listOf(component['components']).flatMap(ofComponent),
    ...(component['accessory'] === undefined ? [] : ofComponent(fieldsOf(component['accessory']))),
    ...listOf(component['options']).map((option) => `(${textOf(option['label'])})`),
  ];
}

/** Every component of a message, containers before what they hold. */
export function allComponents(components: Fields[]): Fields[] {
  return components.flatMap((component) => [
    component,
    ...allComponents(listOf(component['components'])),
    ...(component['accessory'] === undefined ? [] : allComponents([fieldsOf(component['accessory'])])),
    ...(component['component'] === undefined ? [] : allComponents([fieldsOf(component['component'])])),
  ]);
}
