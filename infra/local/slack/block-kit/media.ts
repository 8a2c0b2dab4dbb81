import { blockId, mrkdwnText, plainText } from './composition';
import { element } from './elements';
import { richTextObject } from './rich-text';
import {
  address,
  exactlyOne,
  isFields,
  list,
  matching,
  oneOf,
  type Rule,
  shape,
  string,
  typed,
  uniqueIn,
} from './shape';

/* Cards, task cards and videos (Slack API documentation, "Card", "Carousel", "Task card", "Plan", "Video block"). */

const ANY_LENGTH = Number.POSITIVE_INFINITY;
const image = element('image');
const secure = matching(/^https:\/\/\S+$/i, 'must be an https address');

/** Of these a card needs at least one. */
const CONTENTS = ['hero_image', 'title', 'actions', 'body'] as const;

const card = shape({
  optional: {
    ...blockId,
    hero_image: image,
    icon: image,
    slack_icon: typed(() => ({ icon: shape({ required: { name: string(255) } }) })),
    title: mrkdwnText(150),
    subtitle: mrkdwnText(150),
    body: mrkdwnText(200),
    subtext: mrkdwnText(200),
    actions: list(element('button'), { max: 3 }),
  },
  also: (value, pointer, report) => {
    if (!isFields(value)) return;
    if (CONTENTS.every((name) => value[name] === undefined)) {
      report(`must have at least one of ${CONTENTS.join(', ')}`, pointer);
    }
    if (value.icon !== undefined) exactlyOne('icon', 'slack_icon')(value, pointer, report);
    uniqueIn('actions', 'action_id')(value, pointer, report);
  },
});

export const CARDS = {
  card,
  carousel: shape({
    required: {
      elements: list(
        typed(() => ({ card }), ['card']),
        { max: 10 },
      ),
    },
    optional: blockId,
  }),
};

const source = shape({ required: { url: address(3000), text: string(ANY_LENGTH) } });

const taskCard = shape({
  required: {
    task_id: string(ANY_LENGTH),
    title: string(ANY_LENGTH),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  optional: {
    ...blockId,
    details: richTextObject,
    output: richTextObject,
    sources: list(
      typed(() => ({ url: source })),
      { min: 0 },
    ),
  },
});

/** Slack documents no lengths for these. */
export const TASKS = {
  taskCard,
  plan: shape({
    required: { title: string(ANY_LENGTH) },
    optional: {
      ...blockId,
      tasks: list(
        typed(() => ({ task_card: taskCard })),
        { min: 0 },
      ),
    },
  }),
};

/** "Must be less than 200 characters" for the title, 50 for the author: the limit itself is too long. */
export const VIDEO: Rule = shape({
  required: { video_url: secure, thumbnail_url: secure, alt_text: string(200), title: plainText(199) },
  optional: {
    ...blockId,
    title_url: secure,
    author_name: string(49),
    provider_name: string(255),
    provider_icon_url: address(3000),
    description: plainText(200),
  },
});
