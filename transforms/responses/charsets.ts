/** What else than text Werkzeug sends with a charset (get_content_type of werkzeug/utils.py). */
const WITH_CHARSET = new Set(
  ['ecmascript', 'javascript', 'sql', 'xml', 'xml-dtd', 'xml-external-parsed-entity'].map(
    (name) => `application/${name}`,
  ),
);

/** `application/xml` → `application/xml; charset=utf-8`, where Werkzeug makes a header of a `mimetype=`. */
export function withCharset(mimetype: string): string {
  const has = mimetype.startsWith('text/') || WITH_CHARSET.has(mimetype) || mimetype.endsWith('+xml');
  return has ? `${mimetype}; charset=utf-8` : mimetype;
}
