/** The words people read in chats, in every language there is; what a language lacks is said in English. */
import { createInstance } from 'i18next';
import en from './words/en.json' with { type: 'json' };
import tr from './words/tr.json' with { type: 'json' };

/** A text of the catalogue by its key, such as `nothing.found`. `count` chooses between one and several. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

const RESOURCES = { en: { translation: en }, tr: { translation: tr } };

/** BCP 47 tags of the languages there are; English is whole. */
export const LANGUAGES = Object.keys(RESOURCES);

const catalogue = createInstance();
// Resources are at hand, so this is done when it returns.
void catalogue.init({
  resources: RESOURCES,
  fallbackLng: 'en',
  initAsync: false,
  // Each platform escapes for itself.
  interpolation: { escapeValue: false, skipOnVariables: true },
});

const KNOWN = new Map<string, Say>();

/** `language`: any BCP 47 tag; `tr-TR` is Turkish, one that is not known English. */
export function words(language: string): Say {
  const tag = languageOf(language);
  const known = KNOWN.get(tag);
  if (known) return known;
  const say = catalogue.getFixedT(tag);
  const made: Say = (key, values) => say(key, { ...values });
  KNOWN.set(tag, made);
  return made;
}

/** The language of ours that comes nearest. */
export function languageOf(tag: string): string {
  const [main = ''] = tag.toLowerCase().split(/[-_]/);
  return LANGUAGES.includes(main) ? main : 'en';
}
