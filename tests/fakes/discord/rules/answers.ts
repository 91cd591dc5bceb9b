/** What Discord asks of the choices of an autocompletion and of a form. */
import { type Fields, listOf } from '../../server/body.ts';
import { Problems } from '../errors.ts';
import { allComponents } from '../shown.ts';
import { checkSchema } from './schema.ts';

export function checkChoices(data: Fields): void {
  const problems = new Problems();
  const choices = listOf(data['choices']);
  problems.length(['data', 'choices'], choices, 0, 25);
  for (const [index, choice] of choices.entries()) {
    problems.length(['data', 'choices', index, 'name'], choice['name'] ?? '', 1, 100);
    if (typeof choice['value'] === 'number') continue;
    problems.length(['data', 'choices', index, 'value'], choice['value'] ?? '', 1, 100);
  }
  problems.settle();
}

export function checkModal(data: Fields): void {
  const problems = new Problems();
  checkSchema('ModalInteractionCallbackRequestData', data, problems);
  problems.length(['data', 'title'], data['title'] ?? '', 1, 45);
  problems.length(['data', 'custom_id'], data['custom_id'] ?? '', 1, 100);
  const components = listOf(data['components']);
  problems.length(['data', 'components'], components, 1, 5);
  const seen = new Set<unknown>();
  for (const { custom_id: custom } of allComponents(components)) {
    if (custom === undefined) continue;
    problems.length(['data', 'components'], custom, 1, 100);
    if (seen.has(custom)) problems.add(['data', 'components'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Duplicated.');
    seen.add(custom);
  }
  problems.settle();
}
