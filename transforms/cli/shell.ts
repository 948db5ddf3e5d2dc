import type { App, Change } from '../../src/transform.js';

/** `@app.shell_context_processor`: what `flask shell` had as names. The function stays, for a shell of the project's own. */
export function* shellChanges(app: App): Iterable<Change<'shell' | 'unread'>> {
  for (const item of app.wiring) {
    const { event, file, what } = item;
    if (item.kind !== 'cli' || event?.kind !== 'hook' || event.hook !== 'shell_context_processor') continue;
    const { node } = event.site;
    if (node.kind !== 'decorator') {
      yield { message: 'unread', file, at: node, data: { name: what } };
      continue;
    }
    const edits = [{ start: file.lineStart(node.start), end: file.lineEnd(node.end), text: '' }];
    yield { message: 'shell', file, at: node, data: { use: file.slice(node) }, edits, ports: [item] };
  }
}
