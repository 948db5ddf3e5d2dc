/** A library that converted code may import, which Flask did not, or brought along, by itself or with an extension. */
export interface Library {
  /** As package indexes show it. */
  readonly name: string;
  /** The version that converted applications are tested with. */
  readonly version: string;
}

/** By the module that is imported. What FastAPI brings along (starlette, pydantic, anyio) is not among them. */
export const LIBRARIES: Readonly<Record<string, Library>> = {
  fastapi: { name: 'fastapi', version: '0.165.0' },
  uvicorn: { name: 'uvicorn', version: '0.54.0' },
  uvicorn_worker: { name: 'uvicorn-worker', version: '0.4.0' },
  multipart: { name: 'python-multipart', version: '0.0.34' },
  httpx: { name: 'httpx', version: '0.28.1' },
  a2wsgi: { name: 'a2wsgi', version: '1.10.10' },
  werkzeug: { name: 'Werkzeug', version: '3.1.9' },
  jinja2: { name: 'Jinja2', version: '3.1.6' },
  itsdangerous: { name: 'itsdangerous', version: '2.2.0' },
  click: { name: 'click', version: '8.5.1' },
  alembic: { name: 'alembic', version: '1.20.1' },
  sqlalchemy: { name: 'SQLAlchemy', version: '2.1.9' },
  bcrypt: { name: 'bcrypt', version: '5.0.0' },
  babel: { name: 'Babel', version: '2.18.0' },
  pytz: { name: 'pytz', version: '2026.6' },
  blinker: { name: 'blinker', version: '1.9.0' },
  wtforms: { name: 'WTForms', version: '3.3.2' },
};

/**
 * What came with Flask (pyproject.toml of Flask 3.1, `dependencies`), or with an extension that goes when it does, and has to be
 * declared then. MarkupSafe comes with Werkzeug.
 */
export const CAME_WITH_FLASK: ReadonlySet<string> = new Set([
  'werkzeug',
  'jinja2',
  'itsdangerous',
  'click',
  'bcrypt',
  'blinker',
  'wtforms',
  'babel',
  'pytz',
]);

/** Servers that can start the application in uvicorn's place. */
export const SERVERS: ReadonlySet<string> = new Set(['uvicorn', 'hypercorn', 'daphne', 'granian']);
