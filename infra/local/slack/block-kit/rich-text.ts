import { address, flag, integer, list, matching, oneOf, type Rule, shape, string, typed } from './shape';

/* Rich text: the tree of sections, lists, quotes and code (Slack API documentation, "Rich text block"). */

const style = shape({ optional: { bold: flag, italic: flag, strike: flag, code: flag, underline: flag } });
const border = integer(0, 1);

const RICH_LEAVES: Readonly<Record<string, Rule>> = {
  text: shape({ required: { text: string(Number.POSITIVE_INFINITY) }, optional: { style } }),
  link: shape({ required: { url: string(3000) }, optional: { text: string(3000), unsafe: flag, style } }),
  user: shape({ required: { user_id: string(255) }, optional: { style } }),
  usergroup: shape({ required: { usergroup_id: string(255) }, optional: { style } }),
  channel: shape({ required: { channel_id: string(255) }, optional: { style } }),
  team: shape({ required: { team_id: string(255) }, optional: { style } }),
  color: shape({
    required: { value: matching(/^#?[0-9a-f]{6}$/i, 'must be a hexadecimal color') },
    optional: { style },
  }),
  broadcast: shape({ required: { range: oneOf('here', 'channel', 'everyone') }, optional: { style } }),
  emoji: shape({ required: { name: string(255) }, optional: { unicode: string(255), style } }),
  date: shape({
    required: { timestamp: integer(0, Number.MAX_SAFE_INTEGER), format: string(3000) },
    optional: { url: address(3000), fallback: string(3000), style },
  }),
};

const richLeaves = list(
  typed(() => RICH_LEAVES),
  { min: 0 },
);

const RICH_PARTS: Readonly<Record<string, Rule>> = {
  rich_text_section: shape({ required: { elements: richLeaves } }),
  rich_text_quote: shape({ required: { elements: richLeaves }, optional: { border } }),
  rich_text_preformatted: shape({
    required: {
      elements: list(
        typed(() => RICH_LEAVES, ['text', 'link']),
        { min: 0 },
      ),
    },
    optional: { border, language: string(255) },
  }),
  rich_text_list: shape({
    required: {
      style: oneOf('bullet', 'ordered'),
      elements: list(
        typed(() => RICH_PARTS, ['rich_text_section']),
        { min: 0 },
      ),
    },
    optional: { indent: integer(0, 8), offset: integer(0, Number.MAX_SAFE_INTEGER), border },
  }),
};

/** The content of a rich_text block. */
export const richText = (optional: Record<string, Rule>): Rule =>
  shape({
    required: {
      elements: list(
        typed(() => RICH_PARTS),
        { min: 0 },
      ),
    },
    optional,
  });

/** A rich_text block inside another object, where its type must be named. */
export const richTextObject: Rule = typed(() => ({ rich_text: richText({ block_id: string(255) }) }), ['rich_text']);
