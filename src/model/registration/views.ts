import { externalBases } from './attributes.js';
import { asString, type ClassValue, type Value } from './values.js';

const VIEW_BASES = ['flask.views.View', 'flask.views.MethodView'];

/** `as_view` of a class-based view. */
export function viewClassAttribute(cls: ClassValue, name: string): Value | undefined {
  if (name !== 'as_view' || !externalBases(cls).some((base) => VIEW_BASES.includes(base))) return undefined;
  return {
    kind: 'native',
    name: 'as_view',
    call: (args) => ({
      kind: 'view-class',
      cls,
      name: asString(args.positional[0] ?? args.named.get('name')),
      args: { ...args, positional: args.positional.slice(1) },
    }),
  };
}

/** The endpoint that Flask makes of a view: its `__name__` (flask/sansio/scaffold.py, `_endpoint_from_view_func`). */
export function endpointOf(view: Value | undefined): string | undefined {
  switch (view?.kind) {
    case 'function':
      return view.name;
    case 'view-class':
      return view.name;
    case 'wrapped':
      return endpointOf(view.inner);
    default:
      return undefined;
  }
}
