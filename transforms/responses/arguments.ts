import type { Argument, Call } from '../../src/python/ast.js';

/** The parameters of Flask's Response, in order (werkzeug/wrappers/response.py). */
const PARAMETERS = ['response', 'status', 'headers', 'mimetype', 'content_type', 'direct_passthrough'] as const;

export type ResponseArguments = Partial<Record<(typeof PARAMETERS)[number], Argument>>;

/** The arguments of `Response(…)` by parameter; undefined when stars or unknown names are among them. */
export function responseArguments(call: Call): ResponseArguments | undefined {
  const found: ResponseArguments = {};
  for (const [index, argument] of call.args.entries()) {
    if (argument.star) return undefined;
    const name = argument.name ?? PARAMETERS[index];
    const known = PARAMETERS.find((one) => one === name);
    if (!known) return undefined;
    found[known] = argument;
  }
  return found;
}
