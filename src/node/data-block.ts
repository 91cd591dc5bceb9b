/** The data of a front matter block. The only place that runs gray-matter and the YAML parser. */
import matter from 'gray-matter';
import { LineCounter, parseDocument } from 'yaml';
import { readPlainData } from './plain-data.ts';

/** gray-matter with every engine it has replaced by ours; its own would evaluate code. */
export function readData(block: string, language: 'yaml' | 'json'): Record<string, unknown> {
  const plain = language === 'yaml' ? readPlainData(block) : undefined;
  if (plain) return plain;
  const never = () => ({});
  const engines = {
    yaml: parseYaml,
    json: parseJson,
    javascript: never,
    js: never,
    coffee: never,
    coffeescript: never,
    cson: never,
  };
  // The block is wrapped anew, so that the language is ours and not read from the text. Options switch its cache off.
  return matter(`---\n${block}\n---\n`, { language, engines }).data;
}

export class BadBlock extends Error {
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

function parseYaml(source: string): object {
  const counter = new LineCounter();
  const document = parseDocument(source, {
    version: '1.2',
    lineCounter: counter,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const error = document.errors[0];
  if (error) throw new BadBlock(firstSentence(error.message), counter.linePos(error.pos[0]).line);
  return record(document.toJS({ maxAliasCount: 20 }));
}

function parseJson(source: string): object {
  const trimmed = source.trim();
  return record(JSON.parse(trimmed.startsWith('{') ? trimmed : `{${trimmed}}`));
}

function record(value: unknown): object {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new BadBlock('expected lines of `key: value`');
  return value;
}

export function firstSentence(message: string): string {
  return message.split('\n', 1)[0]?.slice(0, 200).trim() ?? '';
}
