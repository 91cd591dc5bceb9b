/** The parameters of a call, which come as JSON, as a form, or in the path's query. */
import { type Fields, fieldsOf, listOf, type Upload } from '../server/body.ts';
import type { Call } from '../server/listener.ts';
import { bad } from './errors.ts';

export class Params {
  readonly fields: Fields;
  readonly files: Upload[];

  constructor(call: Call) {
    this.fields = { ...Object.fromEntries(call.query), ...fieldsOf(call.body.value) };
    this.files = call.body.files;
  }

  has(name: string): boolean {
    const value = this.fields[name];
    return value !== undefined && value !== null && value !== '';
  }

  text(name: string): string | undefined {
    const value = this.fields[name];
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined || !/^-?\d+$/.test(value) ? undefined : Number(value);
  }

  flag(name: string): boolean {
    return this.fields[name] === true || this.fields[name] === 'true' || this.fields[name] === 'True';
  }

  /** An object, which a form carries as JSON. */
  object(name: string): Fields | undefined {
    return this.has(name) ? fieldsOf(this.#parsed(name)) : undefined;
  }

  list(name: string): Fields[] {
    return listOf(this.#parsed(name));
  }

  values(name: string): unknown[] {
    const value = this.#parsed(name);
    return Array.isArray(value) ? value : [];
  }

  #parsed(name: string): unknown {
    const value = this.fields[name];
    if (typeof value !== 'string' || value === '') return value;
    try {
      return JSON.parse(value);
    } catch {
      throw bad(`can't parse ${name} JSON object`);
    }
  }

  /** A file: uploaded as the field itself, or elsewhere in the form and named `attach://field`. */
  file(name: string): Upload | undefined {
    const field = /^attach:\/\/(.+)$/.exec(this.text(name) ?? '')?.[1] ?? name;
    return this.files.find((file) => file.field === field);
  }
}
