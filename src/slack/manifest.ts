/** Scopes, each with the calls that need it. Anything more would be asked for in vain. */
const BOT_SCOPES = [
  'commands', // /mlpipeline
  'chat:write', // cards, replies, updates
  'users:read', // users.info: names, and who is a full member
  'channels:history', // finding a card whose post was cut off by a crash
  'groups:history', // the same in private channels
];

/**
 * The Slack app manifest: paste it under api.slack.com/apps → Create New App → From a manifest. The app-level token
 * (connections:write) is not part of a manifest; it is made by hand under Basic Information.
 */
export function slackManifest(): object {
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'mlpipeline',
      description: 'Ship models from Slack: approve, deploy and roll back over AWS CodePipeline',
      background_color: '#1f2937',
    },
    features: {
      app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'mlpipeline', always_online: true },
      slash_commands: [
        {
          command: '/mlpipeline',
          description: 'Pipelines, approvals, deploys, rollbacks',
          usage_hint: '[help | list | status | deploy | rollback]',
          should_escape: true,
        },
      ],
    },
    oauth_config: { scopes: { bot: BOT_SCOPES } },
    settings: {
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  };
}
