import { defineTransform } from '../../src/transform.js';
import { messages } from './messages.js';
import { movedClass } from './registration.js';

export const classViews = defineTransform({
  name: 'class-views',
  summary: 'Registers the methods of `MethodView` and `View` classes as endpoints.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      const { site, view } = route;
      if (route.words !== 'flask' || view?.def.kind !== 'class') return;
      const at = { file: site.file, at: site.call };
      const data = { class: view.def.name };
      const moved = movedClass(route, view, view.def, app, mode);
      if ('problem' in moved) {
        const { problem, reason } = moved;
        yield { ...at, message: problem, data: { ...data, ...moved.data, ...(reason && { reason }) } };
      } else {
        yield { ...at, message: 'moved', data, ...moved };
      }
    },
  },
});
