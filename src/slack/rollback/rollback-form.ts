import type { ViewOutput } from '@slack/bolt';
import type { KnownBlock } from '@slack/web-api';
import { BadRequest } from '../../domain/errors';
import type { RollbackHow } from '../../domain/releases/release';
import { clean, cut, plain } from '../blocks';
import { CHOICE, isRollbackHow } from '../ids';
import { RELEASE } from './rollback-options';
import type { RollbackAsked, RollbackView } from './rollback-view';

const REASON = 'reason';
const PACKAGE = 'package';
/** Characters; it goes onto the card and into the record. */
const REASON_LENGTH = 2000;

/** What is asked of a person beside the choice. */
export function rollbackForm({ policy, plan, reason, rejectsPackage }: RollbackView): KnownBlock[] {
  const hasPackage = policy.modelPackageGroup !== undefined && plan.production?.model.packageArn !== undefined;
  const reject = { text: plain('Reject its model package in the registry, too'), value: PACKAGE };
  return [
    {
      type: 'input',
      block_id: REASON,
      label: plain('Why?'),
      element: {
        type: 'plain_text_input',
        action_id: REASON,
        multiline: true,
        min_length: 3,
        max_length: REASON_LENGTH,
        ...(reason && { initial_value: cut(clean(reason), REASON_LENGTH) }),
      },
    },
    ...(hasPackage
      ? [
          {
            type: 'input' as const,
            block_id: PACKAGE,
            optional: true,
            label: plain('What production serves now'),
            element: {
              type: 'checkboxes' as const,
              action_id: PACKAGE,
              options: [reject],
              ...(rejectsPackage && { initial_options: [reject] }),
            },
          },
        ]
      : []),
  ];
}

/** What the dialog was about, for the one that answers it: compared with what is so then, and trusted for nothing. */
export interface RollbackKey {
  pipeline: string;
  requestId: string;
  wantedId?: string | undefined;
  productionId?: string | undefined;
  /** The release whose consequences were shown, and the way. */
  shown?: { targetId: string; how: RollbackHow } | undefined;
}

/** Slack: private metadata hold 3,000 characters; five ids take some 250. */
export const rollbackKey = ({ policy, plan, chosen, requestId, wantedId }: RollbackView): string =>
  JSON.stringify({
    ...{ pipeline: policy.name, requestId, wantedId, productionId: plan.production?.executionId },
    shown: chosen && { targetId: chosen.release.executionId, how: chosen.how },
  } satisfies RollbackKey);

/** @throws BadRequest where it is not one of ours */
export function readRollbackKey({ private_metadata: text }: Pick<ViewOutput, 'private_metadata'>): RollbackKey {
  const { pipeline, requestId, wantedId, productionId, shown } = fieldsOf(text);
  const { targetId, how } = Object(shown);
  if (typeof pipeline !== 'string' || typeof requestId !== 'string') throw new BadRequest(OLD_DIALOG);
  return {
    ...{ pipeline, requestId, wantedId: idOf(wantedId), productionId: idOf(productionId) },
    shown: typeof targetId === 'string' && isRollbackHow(how) ? { targetId, how } : undefined,
  };
}

const OLD_DIALOG = 'This dialog is from another version of the app. Please open it again.';

function fieldsOf(text: string | undefined): Record<string, unknown> {
  try {
    return Object(JSON.parse(text ?? ''));
  } catch (error) {
    throw new BadRequest(OLD_DIALOG, { cause: error });
  }
}

const idOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

type Typed = Pick<RollbackAsked, 'chosenId' | 'reason' | 'rejectsPackage'>;

/** What a person has chosen and typed so far. */
export function typedInto({ state: { values } }: Pick<ViewOutput, 'state'>): Typed {
  return {
    chosenId: values[RELEASE]?.[CHOICE.release]?.selected_option?.value,
    reason: values[REASON]?.[REASON]?.value?.trim() || undefined,
    rejectsPackage: (values[PACKAGE]?.[PACKAGE]?.selected_options ?? []).length > 0,
  };
}

/** Errors by block id, where something is missing; undefined where it can be done. */
export function problemsOf({ shown }: RollbackKey, { chosenId, reason }: Typed): Record<string, string> | undefined {
  const problems = {
    ...(chosenId ? {} : { [RELEASE]: 'Please choose a release.' }),
    // Nobody is to confirm what was never said: the dialog is redrawn moments after each choice.
    ...(chosenId && chosenId !== shown?.targetId ? { [RELEASE]: NOT_SAID } : {}),
    ...(reason ? {} : { [REASON]: 'Please say why.' }),
  };
  return Object.keys(problems).length > 0 ? problems : undefined;
}

const NOT_SAID =
  'What restoring this one does is not shown yet. If it does not appear in a moment, choose it once more.';
