import { EVENTS } from './ids';
import { SCOPES } from './scopes';

interface ManifestOptions {
  /** Verbs of `/mlpipeline`, as its hint shows them. */
  verbs?: readonly string[];
  /** Where Slack reaches the bot in HTTP mode, `https://` and a host; Socket Mode where it is not said. */
  host?: string | undefined;
}

/**
 * The Slack app manifest: paste it under api.slack.com/apps → Create New App → From a manifest. The app-level token
 * (connections:write) is not part of a manifest; it is made by hand under Basic Information.
 */
export function slackManifest({ verbs = ['help'], host }: ManifestOptions = {}): object {
  const url = host && new URL('/slack/events', host).href;
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'mlpipeline',
      description: 'Ship models from Slack: approve, deploy and roll back over AWS CodePipeline',
      background_color: '#1f2937',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'mlpipeline', always_online: true },
      slash_commands: [
        {
          command: '/mlpipeline',
          description: 'Pipelines, approvals, deploys, rollbacks',
          usage_hint: `[${verbs.join(' | ')}]`,
          // Mentions come with their ids, which is how `audit --by` knows people.
          should_escape: true,
          ...(url && { url }),
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(SCOPES) } },
    settings: {
      event_subscriptions: { ...(url && { request_url: url }), bot_events: EVENTS },
      interactivity: { is_enabled: true, ...(url && { request_url: url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}
