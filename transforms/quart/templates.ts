import { codeIn, hasUnreadTemplates, templateTexts, unknownTemplateFolder } from '../../src/model/templates.js';
import type { App } from '../../src/transform.js';
import { type QuartChange, said } from './change.js';
import { BODY_PROPERTIES, REQUEST } from './names.js';
import { ownOnRequest } from './own-on-request.js';

/** What templates take of the request: they are rendered in the thread of the request, with a body that is there. */
export function* templates(app: App): Iterable<QuartChange> {
  const { file, node } = app.scaffold.site;
  const folder = unknownTemplateFolder(app);
  if (folder) yield said('unread-template', file, node, 'their folder is not known');
  if (hasUnreadTemplates(app)) yield said('unread-template', file, node, 'their text is made at run time');
  const found = new Set<string>();
  for (const { text } of templateTexts(app)) {
    for (const code of codeIn(text)) {
      for (const [, member = ''] of code.matchAll(/(?<![\w.])request(?:\s*\.\s*(\w+))?(?!\w)/g)) {
        if (!REQUEST.has(member) && !BODY_PROPERTIES.includes(member) && !ownOnRequest(app).has(member))
          found.add(member ? `request.${member}` : 'request');
      }
    }
  }
  for (const name of [...found].sort()) yield said('template', file, node, name);
}
