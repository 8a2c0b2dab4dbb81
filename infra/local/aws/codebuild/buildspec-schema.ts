import { z } from 'zod';
import { readOnFailure } from './on-failure';
import { REPORT_FORMATS, reportFormat } from './reports/formats';

const text = z.string({ error: 'Expected a string' });
/** One string stands for a list of one, nothing for an empty list. */
const list = z.preprocess(
  (value) => (typeof value === 'string' ? [value].filter((one) => one !== '') : value),
  z.array(text, { error: 'Expected a list of strings' }),
);
const flag = z.enum(['yes', 'no', 'true', 'false']).transform((value) => value === 'yes' || value === 'true');
const variableName = z.string().regex(/^[A-Za-z_]\w*$/, { error: 'Expected the name of a variable' });
export const fileSelection = z.strictObject({
  files: list,
  'base-directory': text.default('.'),
  'discard-paths': flag.default(false),
});
const onFailure = text.transform(
  (value, context) => readOnFailure(value) ?? refused(context, 'Expected ABORT, CONTINUE or RETRY[-count][-regex]'),
);
export const phase = z.strictObject({
  commands: list.default([]),
  finally: list.default([]),
  'on-failure': onFailure.optional(),
});
const nothing = { commands: [], finally: [] };

/** What the local stack takes of a buildspec, in the buildspec's own words. */
export const buildspecSchema = z.strictObject({
  version: z.literal('0.2', { error: 'The local stack reads version 0.2' }),
  env: z
    .strictObject({
      shell: z.enum(['bash', 'sh', '/bin/sh', '/bin/bash'], { error: 'Expected bash or sh' }).default('sh'),
      variables: z.record(variableName, text).default({}),
      'exported-variables': z
        .array(variableName.refine((name) => !name.startsWith('AWS_'), { error: 'Names with AWS_ cannot be exported' }))
        .default([]),
      'git-credential-helper': flag.optional(),
    })
    .prefault({}),
  proxy: z.unknown().optional(),
  phases: z.strictObject({
    install: phase.extend({ 'runtime-versions': z.record(z.string(), text).optional() }).default(nothing),
    pre_build: phase.default(nothing),
    build: phase.default(nothing),
    post_build: phase.default(nothing),
  }),
  reports: z
    .record(
      z.string(),
      fileSelection.extend({
        'file-format': text
          .default('JUNITXML')
          .transform(
            (name, context) =>
              reportFormat(name) ?? refused(context, `The local stack reads ${REPORT_FORMATS.join(' and ')}`),
          ),
      }),
    )
    .default({}),
  artifacts: fileSelection.extend({ name: text.optional(), 'exclude-paths': list.default([]) }).optional(),
  cache: z.unknown().optional(),
});

function refused(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
