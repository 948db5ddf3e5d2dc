import { z } from 'zod';

/** report.json (design, section 7). The published JSON Schema is made from this; minor versions only add. */

const accepted = z.string().optional().describe('Somebody has agreed to it: why.');

const reason = z
  .strictObject({
    id: z.string().describe('Message id; `decant explain` knows it.'),
    text: z.string(),
    file: z.string().optional(),
    line: z.int().min(1).optional(),
    accepted,
  })
  .describe('Why a route is not migrated, or not even bridged.');

const where = z.strictObject({
  method: z.array(z.string()).optional(),
  status: z.array(z.int()).optional(),
  path: z.string().optional().describe('Regular expression, searched.'),
  query: z.string().optional().describe('Regular expression, searched.'),
});

export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    tool: z.strictObject({ name: z.literal('decant'), version: z.string() }),
    target: z.enum(['fastapi', 'quart']),
    style: z.enum(['compatible', 'idiomatic']),
    complete: z.boolean().describe('False exactly when the exit code is 3.'),
    entrypoints: z.array(
      z.strictObject({
        flask: z.string(),
        asgi: z.string().describe('What takes the place of the Flask object or factory.'),
        kind: z.enum(['object', 'factory']),
      }),
    ),
    units: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['prep', 'blueprint', 'module', 'extension', 'cleanup']),
        status: z.enum(['applied', 'planned', 'blocked', 'failed']),
        files: z.array(z.string()),
        routes: z.int(),
        needs: z.array(z.string()),
        owners: z
          .array(z.string())
          .describe('Of the files where its routes stand, and of those it changes (CODEOWNERS).'),
      }),
    ),
    routes: z.array(
      z.strictObject({
        endpoint: z.string().describe("Flask's endpoint name."),
        rule: z.string(),
        path: z
          .string()
          .optional()
          .describe('The rule in the words of FastAPI; absent where it has none, or Flask answers.'),
        methods: z.array(z.string()),
        unit: z.string(),
        file: z.string(),
        line: z.int().min(1).describe('Of the first decorator.'),
        outcome: z.enum(['migrated', 'bridged', 'kept']),
        async: z.boolean(),
        reasons: z.array(reason),
        guards: z
          .strictObject({ before: z.array(z.string()), after: z.array(z.string()) })
          .describe('Hooks that may answer and decorators between route and view, now and then: always the same.'),
      }),
    ),
    wiring: z
      .array(
        z.strictObject({
          kind: z.string(),
          what: z.string(),
          file: z.string(),
          line: z.int().min(1),
          fate: z.enum(['ported', 'bridged', 'kept', 'not-carried']),
        }),
      )
      .describe('What belongs to the application as a whole, and what becomes of it.'),
    differences: z.array(
      z.strictObject({
        id: z.string(),
        endpoint: z
          .string()
          .nullable()
          .describe('null: app-wide, or requests that match no route; then `where` is required.'),
        where: where.optional(),
        becomes: z.strictObject({ status: z.array(z.int()) }).optional(),
        aspects: z.array(z.string()).describe('`status`, `body`, `header:NAME`.'),
        when: z.string(),
        flask: z.string(),
        after: z.string(),
        accepted,
      }),
    ),
    changes: z.array(
      z.strictObject({
        id: z.string(),
        trust: z.enum(['same', 'differs', 'manual']),
        file: z.string(),
        line: z.int().min(1),
        column: z.int().min(1).describe('In code points.'),
        unit: z.string(),
        data: z.record(z.string(), z.string()),
        accepted,
      }),
    ),
    unusedConsent: z
      .array(z.strictObject({ what: z.string(), file: z.string().optional(), line: z.int().min(1).optional() }))
      .describe('Comments, and entries of the configuration, that agree to nothing that there is.'),
    refused: z.array(z.strictObject({ unit: z.string(), file: z.string(), line: z.int().min(1), why: z.string() })),
    unread: z.array(z.strictObject({ file: z.string(), line: z.int().min(1), why: z.string() })),
  })
  .meta({ title: 'Decant report' });

export type Report = z.infer<typeof reportSchema>;
