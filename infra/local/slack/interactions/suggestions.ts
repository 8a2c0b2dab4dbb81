import { BOT } from '../../identity';
import { validateBlocks } from '../block-kit/validate';
import { findElement } from '../blocks';
import { BadRequest, isRecord } from '../http';
import type { Answer, Block, Member, Option, Suggestions } from '../model';
import type { Workspace } from '../workspace';
import { teamView, userView, VERIFICATION_TOKEN } from './common-payload';
import { isExternal } from './state-values';

/** Where the menu is: a dialog, the Home tab or a message, with what the payload says of it. */
export interface MenuPlace {
  blocks: readonly Block[];
  /** `container` and `view`, or `container`, `channel` and `message`. */
  fields: Record<string, unknown>;
}

/** A person types into an external select: the app says what there is to choose (Slack, "block_suggestion payload"). */
export async function suggest(
  workspace: Workspace,
  person: Member,
  { blocks, fields }: MenuPlace,
  { blockId, actionId, value }: { blockId: string; actionId: string; value: string },
): Promise<Answer | Suggestions> {
  const element = findElement(blocks, blockId, actionId)?.element;
  if (!element || !isExternal(element)) throw new BadRequest(`There is no external select ${actionId} in ${blockId}.`);
  const fewest = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  if ([...value].length < fewest) return { ok: true, options: [] };

  const delivery = await workspace.app.deliver('interactive', {
    type: 'block_suggestion',
    action_id: actionId,
    block_id: blockId,
    value,
    api_app_id: BOT.appId,
    team: teamView,
    user: userView(person),
    token: VERIFICATION_TOKEN,
    ...fields,
    is_enterprise_install: false,
    enterprise: null,
  });
  if (delivery.outcome !== 'acked') return { ok: false, error: delivery.outcome };
  const offered = readOffer(delivery.payload);
  if (!offered) return { ok: false, error: 'invalid_response' };
  const options = [...(offered.options ?? []), ...(offered.option_groups ?? []).flatMap((group) => group.options)];
  workspace.session.keepSuggestions(person.id, actionId, options);
  return { ok: true, ...offered };
}

/** The app may offer what a static select may offer: up to 100 options, or groups of them. */
function readOffer(payload: Record<string, unknown>): Omit<Suggestions, 'ok'> | undefined {
  const { options, option_groups } = payload;
  const isNothing = Array.isArray(options) && options.length === 0;
  if (isNothing) return { options: [] };
  const element = { type: 'static_select', options, option_groups };
  if (validateBlocks([{ type: 'actions', elements: [element] }], 'home').length > 0) return undefined;
  return isGroups(option_groups) ? { option_groups } : { options: isOptions(options) ? options : [] };
}

const isOptions = (value: unknown): value is Option[] => Array.isArray(value) && value.every(isRecord);

const isGroups = (value: unknown): value is NonNullable<Suggestions['option_groups']> =>
  Array.isArray(value) && value.every((group) => isRecord(group) && isOptions(group.options));
