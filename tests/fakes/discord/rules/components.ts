/** What Discord asks of components beyond its description (its documentation, "Component Reference"). */
import { type Fields, fieldsOf, listOf, textOf } from '../../server/body.ts';
import { type Problems, Refusal } from '../errors.ts';
import { allComponents } from '../shown.ts';

export const TYPE = {
  row: 1,
  button: 2,
  select: 3,
  input: 4,
  section: 9,
  text: 10,
  container: 17,
  label: 18,
} as const;

const LINK = 5;
const PREMIUM = 6;
const MOST_ID = 2_147_483_647;

/** @param v2 whether the message carries the flag of Components V2 */
export function checkComponents(components: Fields[], v2: boolean, problems: Problems): void {
  const all = allComponents(components);
  if (v2) checkWhole(components, all, problems);
  else checkLegacy(components, problems);
  checkIds(all, problems);
  eachAt(components, ['components'], (component, path) => checkOne(component, path, problems));
}

function checkWhole(components: Fields[], all: Fields[], problems: Problems): void {
  if (all.length > 40) {
    problems.add(['components'], 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', 'At most 40 components in a message.');
  }
  for (const [index, { type }] of components.entries()) {
    if (type === TYPE.button || type === TYPE.select) {
      problems.add(['components', index, 'type'], 'UNION_TYPE_CHOICES', 'Not a component of the top level.');
    }
  }
  const texts = all.filter(({ type }) => type === TYPE.text).map(({ content }) => textOf(content));
  if ([...texts.join('')].length > 4000) {
    const message = 'Text displays hold at most 4000 characters in all.';
    problems.add(['components'], 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', message);
  }
  // Undocumented, measured by others (discord/discord-api-docs#8554): past it Discord answers 500.
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 12, 0);
  if (bytes > 10_170 && !problems.any) throw new Refusal(500, 0, '500: Internal Server Error');
}

function checkLegacy(components: Fields[], problems: Problems): void {
  problems.length(['components'], components, 0, 5);
  for (const [index, { type }] of components.entries()) {
    if (type === TYPE.row) continue;
    problems.add(['components', index, 'type'], 'BASE_TYPE_CHOICES', 'Value of field "type" must be one of (1,).');
  }
}

function checkIds(all: Fields[], problems: Problems): void {
  const seen = new Set<unknown>();
  for (const { id, custom_id: custom } of all) {
    if (typeof id === 'number' && id !== 0) {
      if (!Number.isInteger(id) || id < 0 || id > MOST_ID) problems.add(['components'], 'INT_TYPE', 'id is no int32.');
      if (seen.has(id)) problems.add(['components'], 'COMPONENT_ID_DUPLICATED', 'Component id was already specified.');
      seen.add(id);
    }
    if (typeof custom !== 'string') continue;
    if (seen.has(custom)) {
      problems.add(['components'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
    }
    seen.add(custom);
  }
}

function eachAt(
  list: Fields[],
  path: (string | number)[],
  call: (component: Fields, path: (string | number)[]) => void,
) {
  for (const [index, component] of list.entries()) {
    const at = [...path, index];
    call(component, at);
    eachAt(listOf(component['components']), [...at, 'components'], call);
    if (component['accessory'] !== undefined) call(fieldsOf(component['accessory']), [...at, 'accessory']);
  }
}

function checkOne(component: Fields, path: (string | number)[], problems: Problems): void {
  const { type } = component;
  const children = listOf(component['components']);
  if (type === TYPE.button) checkButton(component, path, problems);
  else if (type === TYPE.row) checkRow(children, path, problems);
  else if (type === TYPE.text) problems.length([...path, 'content'], component['content'], 1, 4000);
  else if (type === TYPE.section) {
    problems.length([...path, 'components'], children, 1, 3);
    if (component['accessory'] === undefined) problems.add([...path, 'accessory'], 'BASE_TYPE_REQUIRED', 'Required.');
  } else if (type === TYPE.container) problems.length([...path, 'components'], children, 1, 40);
  else if (type === TYPE.select) checkSelect(component, path, problems);
  if (type !== TYPE.button && component['custom_id'] !== undefined) {
    problems.length([...path, 'custom_id'], component['custom_id'], 1, 100);
  }
}

function checkRow(children: Fields[], path: (string | number)[], problems: Problems): void {
  problems.length([...path, 'components'], children, 1, 5);
  const selects = children.filter(({ type }) => type !== TYPE.button).length;
  if (selects > 0 && children.length > 1) {
    problems.add([...path, 'components'], 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'A select menu fills its row.');
  }
}

function checkButton(button: Fields, path: (string | number)[], problems: Problems): void {
  const { style, url, label, emoji, custom_id: custom } = button;
  problems.length([...path, 'label'], label, 0, 80);
  if (textOf(label).trim() === '' && !emoji && style !== PREMIUM) {
    problems.add(path, 'BUTTON_COMPONENT_INVALID_LABEL', 'A button needs a label or an emoji.');
  }
  if (style === LINK) {
    if (custom) problems.add(path, 'BUTTON_COMPONENT_CUSTOM_ID_NOT_ALLOWED', 'A link button has no custom id.');
    checkUrl(url, [...path, 'url'], problems);
  } else if (style !== PREMIUM) {
    if (url) problems.add(path, 'BUTTON_COMPONENT_URL_NOT_ALLOWED', 'Only a link button has an url.');
    if (typeof custom !== 'string' || custom === '') {
      problems.add([...path, 'custom_id'], 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED', 'A custom id is required.');
    }
    problems.length([...path, 'custom_id'], custom, 1, 100);
  }
}

function checkUrl(url: unknown, path: (string | number)[], problems: Problems): void {
  if (typeof url !== 'string') {
    problems.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
    return;
  }
  problems.length(path, url, 1, 512);
  const scheme = URL.canParse(url) ? new URL(url).protocol : '';
  if (!['http:', 'https:', 'discord:'].includes(scheme)) {
    problems.add(path, 'URL_TYPE_INVALID_SCHEME', "Scheme must be one of ('http', 'https', 'discord').");
  }
}

function checkSelect(select: Fields, path: (string | number)[], problems: Problems): void {
  const options = listOf(select['options']);
  problems.length([...path, 'options'], options, 1, 25);
  const values = new Set(options.map(({ value }) => value));
  if (values.size < options.length) {
    problems.add([...path, 'options'], 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'Values must be unique.');
  }
  for (const [index, option] of options.entries()) {
    const at = [...path, 'options', index];
    problems.length([...at, 'label'], option['label'] ?? '', 1, 100);
    problems.length([...at, 'value'], option['value'] ?? '', 1, 100);
    problems.length([...at, 'description'], option['description'], 0, 100);
  }
}

/** As Discord does it: a component without an id gets the next free number. */
export function numbered(components: Fields[]): Fields[] {
  const taken = new Set(allComponents(components).map(({ id }) => id));
  let next = 1;
  const fresh = () => {
    while (taken.has(next)) next++;
    return next++;
  };
  const number = (component: Fields): Fields => ({
    ...component,
    id: typeof component['id'] === 'number' && component['id'] !== 0 ? component['id'] : fresh(),
    ...(Array.isArray(component['components']) ? { components: listOf(component['components']).map(number) } : {}),
    ...(component['accessory'] === undefined ? {} : { accessory: number(fieldsOf(component['accessory'])) }),
  });
  return components.map(number);
}
