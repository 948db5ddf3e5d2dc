import { z } from 'zod';

/** `decant.json`, or `[tool.decant]` of pyproject.toml. The published JSON Schema is made from this. */
export const acceptSchema = z
  .strictObject({
    id: z.string().describe('A message, as the report has it.'),
    routes: z
      .array(z.string())
      .optional()
      .describe('`POST /orders`, `/admin/*` or endpoints; left out: wherever the message occurs.'),
    reason: z.string().regex(/\S/, 'a reason is wanted'),
    until: z.iso.date().optional().describe('`decant check` asks again after that day.'),
  })
  .describe('A change that a client could notice, and that was agreed to.');

export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    app: z.string().optional().describe('MODULE:ATTRIBUTE of the Flask object or factory.'),
    style: z.enum(['compatible', 'idiomatic']).optional(),
    async: z.enum(['auto', 'off', 'offload']).optional(),
    only: z.enum(['same']).optional().describe('Does what is proved equal, and what is accepted.'),
    include: z.array(z.string()).optional(),
    exclude: z.array(z.string()).optional(),
    accept: z.array(acceptSchema).optional(),
    maxKept: z.int().min(0).optional().describe('Of `decant check`.'),
    maxBridged: z.int().min(0).optional().describe('Of `decant check`.'),
  })
  .meta({ title: 'Decant configuration' });

export type Config = z.infer<typeof configSchema>;
