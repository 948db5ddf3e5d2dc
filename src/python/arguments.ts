import type { Argument, Call } from './ast.js';

/** The argument for a parameter, by name or by its place among the positional ones. */
export function givenArgument(call: Call, index: number, name: string): Argument | undefined {
  const named = call.args.find((argument) => argument.name === name);
  if (named) return named;
  const at = call.args[index];
  return at && !at.name && !at.star && call.args.slice(0, index).every((one) => !one.name && !one.star)
    ? at
    : undefined;
}
