/** What is sent to both sides, and what comes back. */

export interface Sent {
  readonly method: string;
  /** Percent-encoded, with the query. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: Buffer;
  /** Requests of one jar keep their cookies; none: as by somebody who was never here. */
  readonly jar?: string;
  /** Why it is sent: `wrong method`, `broken JSON`. */
  readonly why: string;
}

export interface Answer {
  readonly status: number;
  /** In the order in which they came. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Of Flask's own map; null where no rule fits. */
  readonly endpoint: string | null;
  /** The exception that left the application: `KeyError: 'name' (shop/accounts.py:13)`. */
  readonly raised?: string;
  /** It was not done when its time was over. */
  readonly late?: true;
  /** The process ended, or said nothing any more. */
  readonly dead?: string;
}

/** A rule of Flask's map at run time. */
export interface Rule {
  readonly rule: string;
  readonly endpoint: string;
  readonly methods: readonly string[];
}

/** What a side says when it has booted. */
export interface Ready {
  /** Which of the names it was. */
  readonly entry: string;
  readonly asgi: boolean;
  readonly rules: readonly Rule[];
  readonly host: string;
  /** A hash of what it signs sessions with; null for none. */
  readonly secret: string | null;
}

/** What a side is told to boot. */
export interface Boot {
  readonly python: string;
  /** A folder of its own: the application may write there. */
  readonly root: string;
  /** Folders below it that Python looks for modules in. */
  readonly paths: readonly string[];
  /** `MODULE:ATTR`; the first that there is. */
  readonly entries: readonly string[];
  readonly factory: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly network: boolean;
  readonly server: boolean;
}

/** The first value of a header; names are looked for in lower case. */
export function header(answer: Pick<Answer, 'headers'>, name: string): string | undefined {
  return answer.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
