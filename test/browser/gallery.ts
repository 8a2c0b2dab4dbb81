/** One message, dialog and Home tab with everything that Block Kit has, as an app would send it. */

/** Of a video; it stands in no network, so whoever shows it must bring it. */
export const THUMBNAIL = 'https://example.invalid/thumbnail.png';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const option = (value: string, description?: string) => ({
  text: plain(value),
  value,
  ...(description && { description: plain(description) }),
});
const words = (text: string, style?: object) => ({ type: 'text', text, ...(style && { style }) });
const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });
const richText = (...elements: object[]) => ({ type: 'rich_text', elements });
const button = (text: string, more: object = {}) => ({
  type: 'button',
  action_id: text.toLowerCase(),
  value: text,
  text: plain(text),
  ...more,
});
const raw = (text: string) => ({ type: 'raw_text', text });
const number = (value: number) => ({ type: 'raw_number', value });

const STAGES = ['build', 'test', 'deploy'].map((name) => option(name));
const GROUPS = [
  { label: plain('Production'), options: [option('eu-central-1'), option('us-east-1')] },
  { label: plain('Elsewhere'), options: [option('sandbox')] },
];

/** Blocks of messages by the name of the message that shows them. @param picture id of an image of the workspace */
export const messages = (picture: string): Record<string, object[]> => ({
  'The essentials': [
    { type: 'header', text: plain('Release 12 of penguins :penguin:') },
    {
      type: 'section',
      text: mrkdwn(
        '*Accuracy* rose to `0.988`, by <@U0EMMA> in <#C0GENERAL>; <https://example.com/diff|what changed>.',
      ),
      accessory: { type: 'image', alt_text: 'accuracy by release', slack_file: { id: picture } },
    },
    {
      type: 'section',
      fields: ['*Branch*\nmain', '*Commit*\n`3f2a9c1`', '*Tests*\n112 of 112', '*Risk*\nlow'].map(mrkdwn),
    },
    { type: 'divider' },
    {
      type: 'actions',
      elements: [
        button('Approve', { style: 'primary' }),
        button('Reject', {
          style: 'danger',
          confirm: {
            title: plain('Reject release 12?'),
            text: mrkdwn('The team is *told*.'),
            confirm: plain('Reject'),
            deny: plain('Cancel'),
          },
        }),
        {
          type: 'workflow_button',
          text: plain('Start a review'),
          workflow: { trigger: { url: 'https://slack.com/shortcuts/Ft1/x' } },
        },
        { type: 'overflow', action_id: 'more', options: [option('Show the log'), option('Compare')] },
      ],
    },
    {
      type: 'context',
      elements: [
        { type: 'image', alt_text: 'a chart', slack_file: { id: picture } },
        mrkdwn('Waiting since *09:14*'),
        plain('expires in 7 days'),
      ],
    },
    {
      type: 'context_actions',
      elements: [
        {
          type: 'feedback_buttons',
          action_id: 'feedback',
          positive_button: { text: plain('Good summary'), value: 'good' },
          negative_button: { text: plain('Bad summary'), value: 'bad' },
        },
        { type: 'icon_button', action_id: 'bin', icon: 'trash', text: plain('Delete summary'), value: 'bin' },
      ],
    },
  ],
  'Rich text': [
    richText(
      section(
        words('Bold', { bold: true }),
        words(', '),
        words('italic', { italic: true }),
        words(', '),
        words('struck', { strike: true }),
        words(', '),
        words('code', { code: true }),
        words(' and '),
        words('underlined', { underline: true }),
        words('; literal <b>&amp;</b> *stars*. '),
      ),
      section(
        { type: 'user', user_id: 'U0ADA' },
        words(' '),
        { type: 'usergroup', usergroup_id: 'S0APPROVERS' },
        words(' '),
        { type: 'channel', channel_id: 'C0GENERAL' },
        words(' '),
        { type: 'broadcast', range: 'here' },
        words(' '),
        { type: 'team', team_id: 'T0LOCAL' },
        words(' '),
        { type: 'emoji', name: 'rocket' },
        words(' '),
        { type: 'color', value: '#1264a3' },
        words(' '),
        { type: 'link', url: 'https://example.com', text: 'a link' },
        words(' '),
        { type: 'date', timestamp: 1767225600, format: '{date_long}', fallback: 'New Year' },
      ),
      { type: 'rich_text_list', style: 'bullet', elements: [section(words('first')), section(words('second'))] },
      { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [section(words('a level deeper'))] },
      {
        type: 'rich_text_list',
        style: 'ordered',
        offset: 2,
        border: 1,
        elements: [section(words('third of a numbered list'))],
      },
      { type: 'rich_text_quote', elements: [words('Ship small, ship often.')] },
      {
        type: 'rich_text_preformatted',
        language: 'python',
        elements: [words('accuracy = 0.988\nassert accuracy > 0.95')],
      },
    ),
  ],
  Markdown: [
    {
      type: 'markdown',
      text: '## What is new\n\nThe bill is a **feature** now, *at last*; `bill_length_mm` ~~was dropped~~ is back. <b>No HTML</b>.\n\n- [x] trained\n- [ ] released\n\n> Adelie, Chinstrap, Gentoo\n\n```python\nfit(rows)\n```\n\n| species | rows |\n|---|---:|\n| Adelie | 152 |\n| Gentoo | 124 |\n\n[The report](https://example.com/report), [no link](javascript:alert(1))',
    },
  ],
  Tables: [
    {
      type: 'table',
      column_settings: [{}, { align: 'right' }, { is_wrapped: true }],
      rows: [
        [raw('Species'), raw('Recall'), raw('Remark')],
        [raw('Adelie'), number(0.99), raw('the largest class')],
        [richText(section(words('Gentoo', { bold: true }))), number(1), raw('told apart by its flippers alone')],
      ],
    },
    {
      type: 'data_table',
      caption: 'Releases',
      page_size: 3,
      rows: [
        [raw('Release'), raw('Accuracy'), raw('By')],
        ...[0.709, 0.756, 0.988, 0.779].map((accuracy, index) => [
          raw(`penguins ${index + 9}`),
          number(accuracy),
          raw(index % 2 ? 'Ada' : 'Emma'),
        ]),
      ],
    },
  ],
  'Cards and tasks': [
    {
      type: 'card',
      hero_image: { type: 'image', alt_text: 'accuracy', slack_file: { id: picture } },
      icon: { type: 'image', alt_text: 'penguins', slack_file: { id: picture } },
      title: mrkdwn('penguins 12'),
      subtitle: mrkdwn('in production since yesterday'),
      body: mrkdwn('Serves *3* species at 14 ms.'),
      actions: [button('Open', { url: 'https://example.com' })],
    },
    {
      type: 'carousel',
      elements: ['staging', 'canary', 'production'].map((name) => ({
        type: 'card',
        title: mrkdwn(`*${name}*`),
        body: mrkdwn('Release 12'),
        actions: [button('Promote', { action_id: `promote-${name}` })],
      })),
    },
    {
      type: 'container',
      title: plain('Evidence'),
      subtitle: mrkdwn('3 checks'),
      is_collapsible: true,
      has_header_divider: true,
      child_blocks: [{ type: 'section', text: mrkdwn('All checks have passed.') }],
    },
    {
      type: 'plan',
      title: 'Execution of penguins',
      tasks: [
        { type: 'task_card', task_id: '1', title: 'Source', status: 'complete' },
        {
          type: 'task_card',
          task_id: '2',
          title: 'Train',
          status: 'in_progress',
          details: richText(section(words('epoch 4 of 10'))),
          sources: [{ type: 'url', url: 'https://example.com/log', text: 'log' }],
        },
        { type: 'task_card', task_id: '3', title: 'Deploy', status: 'pending' },
      ],
    },
    {
      type: 'task_card',
      task_id: '4',
      title: 'SystemTest',
      status: 'error',
      output: richText(section(words('recall 0.71 < 0.80'))),
    },
  ],
  Media: [
    { type: 'image', title: plain('Accuracy by release'), alt_text: 'bars that rise', slack_file: { id: picture } },
    {
      type: 'video',
      title: plain('How penguins are told apart'),
      title_url: 'https://example.com/watch',
      video_url: 'https://example.com/video',
      thumbnail_url: THUMBNAIL,
      alt_text: 'a penguin',
      author_name: 'Emma',
      provider_name: 'Example',
    },
  ],
  Menus: [
    {
      type: 'section',
      text: mrkdwn('Stage'),
      accessory: { type: 'static_select', action_id: 'stage', placeholder: plain('Choose a stage'), options: STAGES },
    },
    {
      type: 'section',
      text: mrkdwn('Reviewers'),
      accessory: { type: 'multi_users_select', action_id: 'reviewers', placeholder: plain('Choose people') },
    },
    {
      type: 'section',
      text: mrkdwn('Checks'),
      accessory: {
        type: 'checkboxes',
        action_id: 'checks',
        options: [option('drift', 'against last week'), option('latency')],
      },
    },
    {
      type: 'actions',
      elements: [
        { type: 'datepicker', action_id: 'day', initial_date: '2026-11-24' },
        { type: 'timepicker', action_id: 'hour', initial_time: '14:30' },
        { type: 'datetimepicker', action_id: 'moment' },
        { type: 'channels_select', action_id: 'channel', placeholder: plain('Choose a channel') },
        { type: 'radio_buttons', action_id: 'speed', options: [option('slow'), option('fast')] },
      ],
    },
  ],
});

const ELEMENTS: Record<string, object> = {
  Reason: { type: 'plain_text_input', placeholder: plain('Why?') },
  Notes: { type: 'plain_text_input', multiline: true },
  Email: { type: 'email_text_input' },
  Report: { type: 'url_text_input' },
  Share: { type: 'number_input', is_decimal_allowed: true, min_value: '0', max_value: '100' },
  Announcement: { type: 'rich_text_input' },
  Region: { type: 'static_select', option_groups: GROUPS },
  Stages: { type: 'multi_static_select', options: STAGES, max_selected_items: 2 },
  Model: { type: 'external_select', min_query_length: 1 },
  Models: { type: 'multi_external_select', min_query_length: 1 },
  Owner: { type: 'users_select' },
  Reviewers: { type: 'multi_users_select' },
  Where: { type: 'conversations_select', default_to_current_conversation: true },
  Copies: { type: 'multi_conversations_select' },
  Channel: { type: 'channels_select' },
  Channels: { type: 'multi_channels_select' },
  Day: { type: 'datepicker' },
  Hour: { type: 'timepicker' },
  Moment: { type: 'datetimepicker' },
  Speed: { type: 'radio_buttons', options: [option('slow'), option('fast', 'skips the canary')] },
  Checks: { type: 'checkboxes', options: [option('drift'), option('latency')] },
  Evidence: { type: 'file_input', filetypes: ['csv', 'png'], max_files: 2 },
};

/** A dialog with every input, each called by its label. */
export const dialog = {
  type: 'modal',
  callback_id: 'everything',
  title: plain('Every input'),
  submit: plain('Send'),
  blocks: [
    { type: 'actions', elements: [button('Deeper')] },
    { type: 'alert', level: 'warning', text: mrkdwn('This reaches *production*.') },
    ...Object.entries(ELEMENTS).map(([label, element]) => ({
      type: 'input',
      block_id: label,
      label: plain(label),
      optional: label !== 'Reason',
      ...(label === 'Reason' && { hint: plain('Shown on the card') }),
      element: { action_id: 'value', ...element },
    })),
  ],
};

/** What the button of that dialog puts on top of it. */
export const deeper = { type: 'modal', title: plain('Deeper'), blocks: [{ type: 'divider' }] };

export const home = (name: string) => ({
  type: 'home',
  blocks: [
    { type: 'header', text: plain(`Good morning, ${name}`) },
    { type: 'section', text: mrkdwn('*2* approvals wait for you.'), accessory: button('Refresh') },
    { type: 'divider' },
    { type: 'section', fields: ['*penguins*\nrelease 12', '*churn*\nrelease 4'].map(mrkdwn) },
    {
      type: 'input',
      block_id: 'filter',
      dispatch_action: true,
      label: plain('Pipeline'),
      element: { type: 'plain_text_input', action_id: 'pipeline' },
    },
  ],
});
