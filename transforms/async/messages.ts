import type { Message } from '../../src/transform.js';

export const messages = {
  async: {
    trust: 'same',
    what: '`{endpoint}` is an `async def`',
    why: 'Everything it comes to is known not to wait, so it runs on the event loop without a thread of its own.',
    todo: 'Make it a `def` again when it is to call something that waits.',
  },
  def: {
    trust: 'same',
    what: '`{endpoint}` stays a `def`: {reason}',
    why: 'FastAPI runs it in a thread, so it keeps no other request waiting.',
    todo: 'Nothing has to be done.',
  },
  offload: {
    trust: 'same',
    what: '`{endpoint}` is off-loaded as a whole, as a `def`: {reason}',
    why: 'FastAPI runs a `def` in a thread, which is what off-loading each of its calls would come to.',
    todo: 'Nothing has to be done.',
  },
  blocks: {
    trust: 'manual',
    general: 'view',
    what: '`{endpoint}` is an `async def` that may wait: {reason}',
    why: 'Flask gives each request a thread and an event loop; with FastAPI it would keep all other requests waiting.',
    todo: 'Make it a `def`, or let it wait with `await` only.',
  },
} as const satisfies Record<string, Message>;
