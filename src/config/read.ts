import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { closest, UsageError } from '../errors.js';
import { acceptSchema, type Config, configSchema } from './schema.js';

/**
 * The configuration of a project: the file that is named, else decant.json, else `[tool.decant]` of pyproject.toml.
 *
 * @throws UsageError naming the file, and what in it is wrong.
 */
export function readConfig(folder: string, named: string | undefined): Config {
  if (named !== undefined) return configIn(resolve(named));
  const [json, toml] = placesIn(folder);
  if (existsSync(json)) return configIn(json);
  return existsSync(toml) ? configIn(toml) : {};
}

/** Is there a configuration, even an empty one? */
export function isConfigured(folder: string): boolean {
  const [json, toml] = placesIn(folder);
  return existsSync(json) || (existsSync(toml) && toolTable(textOf(toml), basename(toml)) !== undefined);
}

function placesIn(folder: string): [json: string, toml: string] {
  return [join(folder, 'decant.json'), join(folder, 'pyproject.toml')];
}

function configIn(path: string): Config {
  const name = basename(path);
  const found = path.endsWith('.toml') ? toolTable(textOf(path), name) : parsedJson(textOf(path), name);
  if (found === undefined) return {};
  const result = configSchema.safeParse(found);
  if (result.success) return result.data;
  const { issues } = result.error;
  // a key that is misspelt is what is missing, too
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw issue ? wrong(issue, name) : new UsageError(`${name} is no configuration of decant`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parsedJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is no JSON: ${(error as Error).message}`);
  }
}

/** undefined: there is no table of ours in it. */
function toolTable(text: string, name: string): unknown {
  try {
    const { tool } = parse(text) as { readonly tool?: { readonly decant?: unknown } };
    return tool?.decant;
  } catch (error) {
    // other tools will say so; it is our business only if it might hold something for us
    if (error instanceof TomlError && /^\s*\[+\s*tool\.decant\b/m.test(text)) {
      throw new UsageError(`${name}:${error.line}: ${error.message.split('\n', 1)[0]}`);
    }
    return undefined;
  }
}

function wrong(issue: z.core.$ZodIssue, name: string): UsageError {
  const at = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return new UsageError(`${name}: ${at || 'it'}: ${issue.message}`);
  const [key = ''] = issue.keys;
  const known = Object.keys(issue.path[0] === 'accept' ? acceptSchema.shape : configSchema.shape);
  const meant = closest(key, known);
  return new UsageError(
    `${name}: there is no key ${at ? `${at}.` : ''}${key}`,
    meant ? `did you mean ${meant}?` : `there is ${known.filter((one) => one !== '$schema').join(', ')}`,
  );
}
