/** URL rules: Werkzeug's `<int:id>` and Starlette's `{id:int}`. */

export interface RulePart {
  /** Literal text, or the name of a variable. */
  readonly text: string;
  readonly variable: boolean;
  readonly converter?: string;
  /** What stands in the converter's parentheses. */
  readonly args?: string;
}

const VARIABLE = /<(?:(?<converter>[a-zA-Z_]\w*)(?:\((?<args>[^()]*)\))?:)?(?<name>[a-zA-Z_]\w*)>/g;

/** Takes a Werkzeug rule apart (werkzeug/routing/rules.py, `_part_re`). */
export function parseRule(rule: string): readonly RulePart[] {
  const parts: RulePart[] = [];
  let at = 0;
  for (const match of rule.matchAll(VARIABLE)) {
    if (match.index > at) parts.push({ text: rule.slice(at, match.index), variable: false });
    const { converter, args, name } = match.groups as Record<string, string | undefined>;
    parts.push({
      text: name as string,
      variable: true,
      ...(converter && { converter }),
      ...(args !== undefined && { args }),
    });
    at = match.index + match[0].length;
  }
  if (at < rule.length) parts.push({ text: rule.slice(at), variable: false });
  return parts;
}

/** Converters that both sides have under the same name. */
const SHARED = new Set(['int', 'float', 'path', 'uuid']);

/**
 * `/items/<int:id>` → `/items/{id:int}`.
 *
 * @returns undefined when FastAPI has no word for the rule: other converters, arguments, braces in the text.
 */
export function fastapiPath(rule: string): string | undefined {
  let path = '';
  for (const part of parseRule(rule)) {
    if (!part.variable) {
      if (/[{}<>]/.test(part.text)) return undefined;
      path += part.text;
    } else if (part.args !== undefined) {
      return undefined;
    } else if (!part.converter || part.converter === 'string' || part.converter === 'default') {
      path += `{${part.text}}`;
    } else if (SHARED.has(part.converter)) {
      path += `{${part.text}:${part.converter}}`;
    } else {
      return undefined;
    }
  }
  return path;
}

/** `/items/{id:int}` → `/items/<int:id>`. */
export function flaskRule(path: string): string {
  return path.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, convertor: string | undefined) =>
    convertor && convertor !== 'str' ? `<${convertor}:${name}>` : `<${name}>`,
  );
}

/** The names of a rule's variables. */
export function ruleVariables(rule: string): readonly string[] {
  return parseRule(rule).flatMap((part) => (part.variable ? [part.text] : []));
}

/** What Flask makes of a blueprint's prefix and a rule (flask/sansio/blueprints.py, BlueprintSetupState.add_url_rule). */
export function joinRule(prefix: string | undefined, rule: string): string {
  if (prefix === undefined) return rule;
  return rule ? `${prefix.replace(/\/+$/, '')}/${rule.replace(/^\/+/, '')}` : prefix;
}

/** What each of Werkzeug's converters takes of a path (werkzeug/routing/converters.py); one of the project's own, anything. */
const PATTERNS: Readonly<Record<string, string>> = {
  default: '[^/]+',
  string: '[^/]+',
  int: '\\d+',
  float: '\\d+\\.\\d+',
  path: '[^/].*?',
  uuid: '[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}',
};

/** Could a rule answer at `path`? Rules that are not known could answer anywhere. */
export function ruleMatches(rule: string, path: string): boolean {
  if (rule.includes('\u2026')) return true;
  const source = parseRule(rule).map((part) => {
    if (!part.variable) return escaped(part.text);
    if (part.converter === 'any' && part.args) return `(?:${anyValues(part.args).map(escaped).join('|')})`;
    return PATTERNS[part.converter ?? 'default'] ?? '.+?';
  });
  return new RegExp(`^${source.join('')}$`).test(path);
}

/** A text as a part of a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The values of `any(left, 'right')`. */
export function anyValues(args: string): readonly string[] {
  return args.split(',').map((item) => item.trim().replace(/^(['"])(.*)\1$/, '$2'));
}
