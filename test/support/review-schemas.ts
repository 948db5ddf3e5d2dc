import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { ROOT } from './fixtures.js';

/**
 * The schemas of what tools for code review read. SARIF's is the published one, out of a package of those who wrote the
 * format. For the other two there is no package: what is here is the part of them that we use, and stricter, since
 * unknown keys are refused. rdjson after reviewdog's proto/rdf, code quality after the manual of GitLab.
 */
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });

function publishedSarif(): ValidateFunction {
  const path = join(ROOT, 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // written for draft 4; what draft 7 reads otherwise does not occur in it
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return ajv.compile(schema);
}

const closed = (properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = { type: 'string', minLength: 1 };
const position = closed({ line: { type: 'integer', minimum: 1 }, column: { type: 'integer', minimum: 1 } }, ['line']);
const range = closed({ start: position, end: position }, ['start']);
const relative = { type: 'string', pattern: '^[^/]' };

const rdjson = closed({
  source: closed({ name: text }),
  diagnostics: {
    type: 'array',
    items: closed(
      {
        message: text,
        location: closed({ path: relative, range }),
        severity: { enum: ['ERROR', 'WARNING', 'INFO'] },
        code: closed({ value: text }),
        suggestions: { type: 'array', items: closed({ range, text: { type: 'string' } }) },
      },
      ['message', 'location', 'severity', 'code'],
    ),
  },
});

const gitlab = {
  type: 'array',
  items: closed({
    description: text,
    check_name: text,
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
    location: closed({ path: relative, lines: closed({ begin: { type: 'integer', minimum: 1 } }) }),
  }),
};

export const schemas: Readonly<Record<'sarif' | 'rdjson' | 'gitlab', ValidateFunction>> = {
  sarif: publishedSarif(),
  rdjson: ajv.compile(rdjson),
  gitlab: ajv.compile(gitlab),
};

/** What JUnit's XML has to be, as Jenkins and GitLab read it: read by a real parser, its counts counted again. */
export const JUNIT_CHECK = `
import sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
def count(element):
    cases = list(element.iter("testcase"))
    kinds = [child.tag for case in cases for child in case]
    assert set(kinds) <= {"failure", "error", "skipped"}, kinds
    assert all(case.get("name") and case.get("classname") for case in cases)
    found = [len(cases)] + [kinds.count(kind) for kind in ("failure", "error", "skipped")]
    told = [int(element.get(name)) for name in ("tests", "failures", "errors", "skipped")]
    assert found == told, (found, told)
    return found
assert root.tag == "testsuites" and all(suite.tag == "testsuite" for suite in root)
for suite in root: count(suite)
print(*count(root))
`;
