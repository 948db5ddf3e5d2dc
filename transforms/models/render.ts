import type { Field, Shape, ValueType } from '../../src/model/evidence/fields.js';
import type { Part } from '../../src/model/evidence/notes.js';
import type { Expr, FunctionDef } from '../../src/python/ast.js';
import { libraryName, type Need } from '../../src/transform.js';
import { attributesFor, type ModelNames } from './names.js';
import type { Place } from './places.js';

/** Models as text, those that others mention first. */
export interface Rendered {
  readonly name: string;
  /** One for each class. */
  readonly classes: readonly (readonly string[])[];
  readonly needs: readonly Need[];
  /** `title: str` by key: the annotations as written. */
  readonly annotations: ReadonlyMap<Field, string>;
}

const WORDS: Readonly<Record<Part, string>> = {
  body: 'JSON body',
  form: 'form',
  query: 'query',
  headers: 'headers',
  cookies: 'cookies',
};

/** The model of one part of the request, with those that it is made of. */
export function renderModel(place: Place, names: ModelNames, def: FunctionDef, part: Part, shape: Shape): Rendered {
  const writer = new Writer(place, names, def);
  const name = names.of(def, part);
  writer.write(name, shape, `What \`${spoken(place, def)}\` reads of the ${WORDS[part]}.`);
  const { classes, annotations } = writer;
  return { name, classes, needs: [...writer.needs.values()].flat(), annotations };
}

/** `Item.get` */
function spoken({ file }: Place, def: FunctionDef): string {
  const parent = file.parentOf(def);
  return parent?.kind === 'class' ? `${parent.name}.${def.name}` : def.name;
}

class Writer {
  readonly classes: (readonly string[])[] = [];
  readonly needs = new Map<string, readonly Need[]>();
  readonly annotations = new Map<Field, string>();

  constructor(
    readonly place: Place,
    readonly names: ModelNames,
    readonly def: FunctionDef,
  ) {}

  write(name: string, shape: Shape, doc: string): void {
    const { file } = this.place;
    const attributes = attributesFor(shape.fields.map(({ key }) => key));
    const fields = shape.fields.map((field) => this.#field(field, attributes.get(field.key) as string));
    const options = [
      ...(shape.isOpen ? [`extra=${file.quote}allow${file.quote}`] : []),
      ...([...attributes.values()].some((one) => one.startsWith('model_')) ? ['protected_namespaces=()'] : []),
    ];
    const unit = file.indentUnit;
    const config =
      options.length > 0 ? ['', `${unit}model_config = ${this.#library('ConfigDict')}(${options.join(', ')})`] : [];
    this.classes.push([
      `class ${name}(${this.#library('BaseModel')}):`,
      `${unit}"""${doc}"""`,
      ...config,
      '',
      ...fields.map((field) => unit + field),
    ]);
  }

  /** `title: str = Field(alias="Title")` */
  #field(field: Field, attribute: string): string {
    const type = this.#type(field.type, field.key);
    const given = field.required ? undefined : this.#fallback(field);
    const isOptional = type !== this.#any && (field.nullable || given === 'None');
    const annotation = isOptional ? `${type} | None` : type;
    this.annotations.set(field, annotation);
    const head = `${attribute}: ${annotation}`;
    if (attribute === field.key) return given === undefined ? head : `${head} = ${given}`;
    const alias = `alias=${this.#quoted(field.key)}`;
    const inside = given === undefined ? alias : `default=${given}, ${alias}`;
    return `${head} = ${this.#library('Field')}(${inside})`;
  }

  #any: string | undefined;

  #type(type: ValueType, key: string, isElement = false): string {
    switch (type.kind) {
      case 'any':
        return this.#anything();
      case 'basic':
        return type.names.map((name) => (name === 'file' ? 'bytes' : name)).join(' | ');
      case 'dict':
        return `dict[str, ${this.#anything()}]`;
      case 'list':
        return `list[${this.#type(type.of, key, true)}]`;
      case 'shape': {
        const name = this.names.inside(this.def, key, isElement);
        const noun = /^[\w .-]+$/.test(key) ? `\`${key}\`` : 'it';
        this.write(name, type.shape, isElement ? `One of ${noun}.` : `What is read of ${noun}.`);
        return name;
      }
    }
  }

  #anything(): string {
    const known = libraryName(this.place, 'typing', 'Any');
    this.needs.set('Any', known.needs);
    this.#any = known.text;
    return known.text;
  }

  #library(name: string): string {
    const known = libraryName(this.place, 'pydantic', name);
    this.needs.set(name, known.needs);
    return known.text;
  }

  #fallback({ type, fallback }: Field): string {
    const text = fallback && this.place.file.slice(fallback);
    const written = text && !/[\r\n]/.test(text) ? fitting(type, fallback, text) : undefined;
    if (written) return written;
    return type.kind === 'list' && !fallback && type.of.kind === 'basic' && this.#isText(type) ? '[]' : 'None';
  }

  /** What `getlist` gives where there is none. */
  #isText(type: ValueType): boolean {
    return type.kind === 'list' && this.place.part !== 'body';
  }

  #quoted(key: string): string {
    const { quote } = this.place.file;
    if (/[\\\p{C}]/u.test(key)) return JSON.stringify(key);
    const free = [quote, '"', "'"].find((one) => !key.includes(one));
    return free ? free + key + free : JSON.stringify(key);
  }
}

/** The default as the view has it, where it is of the type. */
function fitting(type: ValueType, fallback: Expr, text: string): string | undefined {
  if (type.kind === 'any') return text;
  if (type.kind === 'list') return fallback.kind === 'list' ? text : undefined;
  if (type.kind === 'dict') return fallback.kind === 'dict' ? text : undefined;
  if (type.kind !== 'basic') return undefined;
  const has = (...kinds: readonly string[]) => type.names.some((name) => kinds.includes(name));
  switch (fallback.kind) {
    case 'string':
      if (has('str')) return text;
      // `int(args.get("page", "1"))`
      return /^\d+$/.test(fallback.value ?? '') ? String(Number(fallback.value)) : undefined;
    case 'number':
    case 'unary':
      return has('int', 'float') ? text : undefined;
    case 'constant':
      return fallback.value !== null && has('bool') ? text : undefined;
    default:
      return undefined;
  }
}
