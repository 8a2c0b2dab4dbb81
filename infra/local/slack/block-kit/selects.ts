import { focusable, initialAmongOptions, optionSources, plainOption, plainText } from './composition';
import { all, exactlyOne, flag, integer, list, oneOf, type Rule, shape, string } from './shape';

/* Menus to choose from (Slack API documentation, "Select menu element" and "Multi-select menu element"). */

const menu: Record<string, Rule> = { ...focusable, placeholder: plainText(150) };
const several: Record<string, Rule> = { ...menu, max_selected_items: integer(1, Number.MAX_SAFE_INTEGER) };
const id = string(255);
const ids = list(id, {});
const responseUrl: Record<string, Rule> = { response_url_enabled: flag };

const conversations: Record<string, Rule> = {
  default_to_current_conversation: flag,
  filter: shape({
    optional: {
      include: list(oneOf('im', 'mpim', 'private', 'public'), {}),
      exclude_external_shared_channels: flag,
      exclude_bot_users: flag,
    },
  }),
};

const external: Record<string, Rule> = { min_query_length: integer(0, Number.MAX_SAFE_INTEGER) };

const offersOptions = all(exactlyOne('options', 'option_groups'), initialAmongOptions);

/** A menu for one choice, by type. */
export const SELECTS: Readonly<Record<string, Rule>> = {
  static_select: shape({ optional: { ...menu, ...optionSources, initial_option: plainOption }, also: offersOptions }),
  external_select: shape({ optional: { ...menu, ...external, initial_option: plainOption } }),
  users_select: shape({ optional: { ...menu, initial_user: id } }),
  conversations_select: shape({
    optional: { ...menu, ...conversations, ...responseUrl, initial_conversation: id },
  }),
  channels_select: shape({ optional: { ...menu, ...responseUrl, initial_channel: id } }),
};

/** A menu for several choices, by type. */
export const MULTI_SELECTS: Readonly<Record<string, Rule>> = {
  multi_static_select: shape({
    optional: { ...several, ...optionSources, initial_options: list(plainOption, { max: 100 }) },
    also: offersOptions,
  }),
  multi_external_select: shape({
    optional: { ...several, ...external, initial_options: list(plainOption, { max: 100 }) },
  }),
  multi_users_select: shape({ optional: { ...several, initial_users: ids } }),
  multi_conversations_select: shape({ optional: { ...several, ...conversations, initial_conversations: ids } }),
  multi_channels_select: shape({ optional: { ...several, initial_channels: ids } }),
};
