/** From bytes to text and back, without losing a byte (PEP 263, PEP 3120). */

export interface Decoded {
  /** Without the byte order mark. */
  readonly text: string;
  readonly bom: boolean;
  /** `bytes`: an encoding that is ASCII below 128; each byte above stands as the code unit of the same number. */
  readonly encoding: 'utf-8' | 'bytes';
}

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
/** Python's names for UTF-8 (Lib/encodings/aliases.py). */
const UTF8 = /^(utf-?8|u8|utf|utf8-ucs[24]|utf-8-sig|cp65001)$/;
const ASCII_SUPERSETS =
  /^(iso-?8859-?\d+|latin-?\d+|l1|cp125\d|windows-125\d|koi8-[ru]|cp437|cp85\d|ascii|us-ascii|mac-?roman)$/;

/** The bytes cannot be read as Python would read them; `message` says why. */
export class Undecodable extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** @throws Undecodable */
export function decode(bytes: Uint8Array): Decoded {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  const declared = bom ? undefined : declaredEncoding(body);
  if (declared && !UTF8.test(declared)) {
    if (!ASCII_SUPERSETS.test(declared)) throw new Undecodable(`its encoding, ${declared}, is not supported`, 1);
    return { text: Buffer.from(body).toString('latin1'), bom: false, encoding: 'bytes' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body), bom, encoding: 'utf-8' };
  } catch {
    throw new Undecodable('not UTF-8, and no encoding is declared', firstBadLine(body));
  }
}

/** What is no Python: UTF-8, or else whatever bytes there are. */
export function decodeText(bytes: Uint8Array): Decoded {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    const body = bom ? bytes.subarray(3) : bytes;
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body), bom, encoding: 'utf-8' };
  } catch {
    return { text: Buffer.from(bytes).toString('latin1'), bom: false, encoding: 'bytes' };
  }
}

export function encode(text: string, as: Pick<Decoded, 'bom' | 'encoding'>): Uint8Array {
  if (as.encoding === 'bytes') return Buffer.from(text, 'latin1');
  const body = Buffer.from(text, 'utf8');
  return as.bom ? Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]) : body;
}

/** The encoding named in one of the first two lines; the second counts only below a comment or a blank line. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const lines = Buffer.from(bytes.subarray(0, 400))
    .toString('latin1')
    .split(/\r\n|\r|\n/, 2);
  for (const line of lines) {
    const found = COOKIE.exec(line)?.[1];
    if (found) return found.toLowerCase().replaceAll('_', '-');
    if (!/^[ \t\f]*(#.*)?$/.test(line)) return undefined;
  }
  return undefined;
}

function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  let from = 0;
  for (let i = 0; i <= bytes.length; i++) {
    if (i < bytes.length && bytes[i] !== 0x0a) continue;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, i));
    } catch {
      return line;
    }
    from = i + 1;
    line++;
  }
  return 1;
}
