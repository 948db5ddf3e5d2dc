import type { Part } from '../../src/model/evidence/notes.js';
import type { FunctionDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { freshName } from '../../src/transform.js';

const SUFFIXES: Readonly<Record<Part, string>> = {
  body: 'Body',
  form: 'Form',
  query: 'Query',
  headers: 'Headers',
  cookies: 'Cookies',
};

/** What support modules and FastAPI have, and what views may have imported of them. */
const TAKEN = ['RequestBody', 'JsonBody', 'ReceivedBody', 'IncomingBody', 'SubmittedForm', 'RequestForm', 'BaseModel'];

/** Names for the models of one file: none that anything there has. */
export class ModelNames {
  readonly #taken = new Set(TAKEN);

  constructor(readonly file: SourceFile) {}

  /** `add_book` → `AddBookBody`; the methods of a class begin with its name. */
  of(def: FunctionDef, part: Part): string {
    return this.fresh(viewName(this.file, def), SUFFIXES[part]);
  }

  /** What stands under a key: `author` → `AddBookAuthor`; elements of `items` → `AddBookItem`. */
  inside(def: FunctionDef, key: string, isElement: boolean): string {
    const noun = pascal(key);
    const one = isElement && /[^s]s$/.test(noun) ? noun.slice(0, -1) : noun;
    return this.fresh(viewName(this.file, def), isElement && one === noun ? `${noun}Item` : one);
  }

  fresh(view: string, suffix: string): string {
    const wanted = view.endsWith(suffix) && view !== suffix ? [view] : [];
    wanted.push(view + suffix, `${view}Request${suffix}`, `${view}${suffix}Model`);
    const name = freshName(this.file, wanted, this.#taken);
    this.#taken.add(name);
    return name;
  }
}

function viewName(file: SourceFile, def: FunctionDef): string {
  const parent = file.parentOf(def);
  if (parent?.kind !== 'class') return pascal(def.name);
  return pascal(parent.name) + (def.name === 'dispatch_request' ? '' : pascal(def.name));
}

function pascal(name: string): string {
  const text = name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return /^[A-Z]/.test(text) ? text : `View${text}`;
}

/** Python's keywords, and the names that annotations and defaults of a model need themselves. */
const RESERVED = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield ' +
    'str int float bool bytes list dict Any Field ConfigDict BaseModel typing pydantic'
  ).split(' '),
);

/** What every model has. */
const OF_MODELS = new Set(
  (
    'construct copy dict from_orm json mro register parse_file parse_obj parse_raw schema schema_json update_forward_refs validate ' +
    'model_computed_fields model_config model_construct model_copy model_dump model_dump_json model_extra model_fields ' +
    'model_fields_set model_json_schema model_parametrized_name model_post_init model_rebuild model_validate ' +
    'model_validate_json model_validate_strings'
  ).split(' '),
);

/** An attribute for each key; where the two differ, the key becomes an alias. */
export function attributesFor(keys: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const taken = new Set(keys.filter(isAttribute));
  for (const key of keys) {
    if (isAttribute(key)) {
      found.set(key, key);
      continue;
    }
    const plain = key.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
    const base = /^[A-Za-z]/.test(plain) ? (key.includes('-') ? plain.toLowerCase() : plain) : `field_${plain}`;
    let name = isAttribute(base) ? base : `${base}_`;
    for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
    taken.add(name);
    found.set(key, name);
  }
  return found;
}

function isAttribute(name: string): boolean {
  return (
    /^\p{L}[\p{L}\p{N}_]*$/u.test(name) &&
    name === name.normalize('NFKC') &&
    !RESERVED.has(name) &&
    !OF_MODELS.has(name)
  );
}
