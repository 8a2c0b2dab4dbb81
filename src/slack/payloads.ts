import { z } from 'zod';
import { COMMAND, EVENTS } from './ids';

/** What somebody did, in our words; `other`: what nobody here listens to. */
type PayloadKind = 'command' | 'action' | 'dialog' | 'event' | 'other';

const listens = new Set<unknown>(EVENTS);

/** Characters of an id, more than any of Slack's has, and few enough for a key of ours. */
const LONGEST_ID = 255;
/** Characters of an input in a dialog, of private metadata (Slack: 3,000) and of a command (some 4,000, each up to five by its entity). */
const LONGEST_TEXT = 50_000;
/** Characters of the value of a button or an option (Slack: 2,000 and 150). */
const LONGEST_VALUE = 2_000;

// Bolt keeps one client for each workspace in an object, by its id.
const id = z
  .string()
  .min(1)
  .max(LONGEST_ID)
  .refine((word) => !(word in Object.prototype));
const name = z.string().max(LONGEST_ID);
const text = z.string().max(LONGEST_TEXT);
const value = z.string().max(LONGEST_VALUE);

const option = z.object({ value });
const team = z.object({ id }).nullish();
const person = z.object({ id, team_id: id.nullish() });
const inputs = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: text.nullish(),
      selected_option: option.nullish(),
      selected_options: z.array(option).nullish(),
    }),
  ),
);
const view = z.object({
  id,
  callback_id: name,
  private_metadata: text.nullish(),
  state: z.object({ values: inputs }),
  app_installed_team_id: id.nullish(),
});
const action = z.object({
  ...{ type: id, action_id: name, block_id: name },
  ...{ value: value.nullish(), selected_option: option.nullish() },
});
/** Bolt would take it for something else, with another form. */
const absent = z.never().optional();
const from = { user: person, team, enterprise: z.object({ id }).nullish(), trigger_id: id };

/** Where Slack takes answers, of itself and of GovSlack (Slack, "Handling user interaction in your Slack apps"). */
const HOOKS = ['https://hooks.slack.com', 'https://hooks.slack-gov.com'];

/** An answer goes where Slack takes it, or to the host at which its Web API was configured to be, and nowhere else. */
function isWhereSlackTakesAnswers(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const [answers, api] = [new URL(url), new URL(apiUrl)];
  // Its port may be another: what stands before the API need not stand before this.
  return HOOKS.includes(answers.origin) || (answers.protocol === api.protocol && answers.hostname === api.hostname);
}

/**
 * As much of Slack's payloads as Bolt and we read without a second look.
 * @param apiUrl where Slack's Web API is
 */
export function payloads(apiUrl: string) {
  const address = text.refine((url) => isWhereSlackTakesAnswers(url, apiUrl));
  return {
    command: z.object({
      ...{ command: id, text, user_id: id, team_id: id, channel_id: id, trigger_id: id },
      ...{ response_url: address, enterprise_id: id.nullish(), event: absent },
    }),
    action: z.object({
      ...from,
      actions: z.array(action).min(1),
      channel: z.object({ id }).nullish(),
      view: view.optional(),
      response_url: address.optional(),
      ...{ event: absent, command: absent, name: absent },
    }),
    dialog: z.object({
      ...from,
      view,
      response_urls: z.array(z.object({ response_url: address })).optional(),
      ...{ event: absent, command: absent, name: absent, actions: absent },
    }),
    event: z.object({
      team_id: id.nullish(),
      authorizations: z.array(z.object({ team_id: id.nullish(), enterprise_id: id.nullish() })).nullish(),
      event: z.object({
        user: z.union([id, z.object({ id })]).optional(),
        channel: z.union([name, z.object({ id })]).optional(),
        subteam_id: id.optional(),
        subteam: z.object({ id }).optional(),
        tab: name.optional(),
      }),
    }),
  };
}

/** What Slack calls the kinds of payloads, in our words; a command has no type. */
export function payloadKind(payload: unknown): PayloadKind {
  const { command, type, event }: { command?: unknown; type?: unknown; event?: unknown } = Object(payload);
  if (type === 'block_actions') return 'action';
  if (type === 'view_submission') return 'dialog';
  if (type === 'event_callback') return listens.has(Object(event).type) ? 'event' : 'other';
  return command === COMMAND && type === undefined ? 'command' : 'other';
}
