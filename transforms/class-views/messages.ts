import type { Message } from '../../src/transform.js';

export const messages = {
  moved: {
    trust: 'same',
    what: 'the methods of `{class}` are endpoints of FastAPI',
    why: 'Each is registered for its method, under the path and the name that the class had.',
    todo: 'Nothing has to be done.',
  },
  general: {
    trust: 'same',
    what: '`{class}` is registered as it was, by a function of the application',
    why: 'Its objects answer as in Flask: one for each request, found by method.',
    todo: 'Nothing has to be done.',
  },
  'base-class': {
    trust: 'same',
    what: '`{name}` is a class of the application',
    why: 'It makes views of classes as that of Flask does.',
    todo: 'Nothing has to be done.',
  },
  base: {
    trust: 'manual',
    general: 'view',
    what: '`{class}` is not only a class of views: {reason}',
    why: 'What answers a method may come from another class, or be changed by one.',
    todo: 'Derive it from `MethodView` or `View` alone, and write its methods out.',
  },
  state: {
    trust: 'manual',
    general: 'view',
    what: '`{class}` keeps something on `self`: {reason}',
    why: 'Flask makes an object for each request, FastAPI would share one between all of them.',
    todo: 'Keep what belongs to a request in local variables.',
  },
  dispatch: {
    trust: 'manual',
    general: 'view',
    what: '`{class}` uses what `View` does itself: {reason}',
    why: 'FastAPI calls the methods directly; nothing of `View` runs.',
    todo: 'Move what happens there into the methods or a decorator.',
  },
  registration: {
    trust: 'manual',
    general: 'view',
    what: 'the registration of `{class}` has something that cannot be moved: {reason}',
    why: 'It decides which requests the class answers, or which object does.',
    todo: 'Register the class with `add_url_rule`, a literal rule and `as_view`.',
  },
  decorators: {
    trust: 'manual',
    general: 'view',
    what: 'the decorators of `{class}` cannot be named where it is registered',
    why: 'Flask applies them when the class becomes a view, FastAPI when its methods are registered.',
    todo: 'Write a list of functions of the module, and register the class in it.',
  },
  parameters: {
    trust: 'manual',
    general: 'view',
    what: '`{name}` of `{method}` in `{class}` is nothing that the path fills',
    why: 'FastAPI would ask the client for it, or hold it against its annotation.',
    todo: 'Let the parameters of each method be those of its rules.',
  },
  place: {
    trust: 'manual',
    what: 'there is no router for `{class}`: {reason}',
    why: 'A route of FastAPI needs one, with a fixed prefix.',
    todo: 'Register the class on an application or blueprint that has a name of its own.',
  },
} as const satisfies Record<string, Message>;

export type MessageId = keyof typeof messages;

/** Why a class stays. */
export interface Problem {
  readonly problem: Exclude<MessageId, 'moved' | 'general' | 'base-class'>;
  readonly reason?: string;
  readonly data?: Readonly<Record<string, string>>;
}
