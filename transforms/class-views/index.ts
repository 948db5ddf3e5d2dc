import { isBelow, references } from '../../src/model/references.js';
import { defineTransform, generalSite, swapped } from '../../src/transform.js';
import { messages } from './messages.js';
import { movedClass } from './registration.js';

const CLASSES = ['flask.views.MethodView', 'flask.views.View'];

export const classViews = defineTransform({
  name: 'class-views',
  summary: 'Registers the methods of `MethodView` and `View` classes as endpoints.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      const { site, view, whole } = route;
      if (route.words !== 'flask' || (view ?? whole)?.def.kind !== 'class') return;
      const at = { file: site.file, at: site.call };
      const data = { class: (view ?? whole)?.def.name ?? '?' };
      if (whole) {
        const general = generalSite(route, app);
        if (general) yield { ...at, message: 'general', data, ...general };
        else
          yield {
            ...at,
            message: 'place',
            data: { ...data, reason: 'its rule or its blueprint is out of the ordinary' },
          };
        return;
      }
      if (view?.def.kind !== 'class') return;
      const moved = movedClass(route, view, view.def, app, mode);
      if ('problem' in moved) {
        const { problem, reason } = moved;
        yield { ...at, message: problem, data: { ...data, ...moved.data, ...(reason && { reason }) } };
      } else {
        yield { ...at, message: 'moved', data, ...moved };
      }
    },
    *wire(app) {
      const plain = new Set(app.routes.flatMap(({ view }) => (view?.def.kind === 'class' ? [view.def] : [])));
      for (const reference of references(app)) {
        const path = CLASSES.find((one) => isBelow(reference, one));
        if (!path) continue;
        const argument = reference.file.parentOf(reference.node);
        const owner = argument && reference.file.parentOf(argument);
        // a class whose methods stand for themselves loses its base
        if (owner?.kind === 'class' && plain.has(owner)) continue;
        yield swapped(app, reference, path, 'class_views', 'base-class');
      }
    },
  },
});
