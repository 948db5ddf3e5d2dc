/** Werkzeug's exceptions whose constructor takes (description, response), with their codes (werkzeug/exceptions.py). */
export const EXCEPTIONS: Readonly<Record<string, number>> = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  NotAcceptable: 406,
  RequestTimeout: 408,
  Conflict: 409,
  Gone: 410,
  LengthRequired: 411,
  PreconditionFailed: 412,
  RequestEntityTooLarge: 413,
  RequestURITooLarge: 414,
  UnsupportedMediaType: 415,
  ExpectationFailed: 417,
  ImATeapot: 418,
  MisdirectedRequest: 421,
  UnprocessableEntity: 422,
  Locked: 423,
  FailedDependency: 424,
  PreconditionRequired: 428,
  TooManyRequests: 429,
  RequestHeaderFieldsTooLarge: 431,
  UnavailableForLegalReasons: 451,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
  HTTPVersionNotSupported: 505,
};

/** Those that take something else first, or need it for their headers. */
const OTHERS: Readonly<Record<string, number>> = {
  MethodNotAllowed: 405,
  RequestedRangeNotSatisfiable: 416,
  SecurityError: 400,
};

/** What `abort()` knows. */
export const ERROR_CODES: ReadonlySet<number> = new Set([...Object.values(EXCEPTIONS), ...Object.values(OTHERS)]);

/** The code of an exception class of Werkzeug: `werkzeug.exceptions.NotFound`. */
export function codeOf(path: string): number | undefined {
  const name = path.startsWith('werkzeug.exceptions.') ? path.slice('werkzeug.exceptions.'.length) : '';
  return EXCEPTIONS[name] ?? OTHERS[name];
}

/** Python's phrases for codes, where Werkzeug has a sentence (http.HTTPStatus). */
export const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Entity',
  423: 'Locked',
  424: 'Failed Dependency',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
