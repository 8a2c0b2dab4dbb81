import { stringify } from 'yaml';
import { slackManifest } from '../src/slack/manifest';

process.stdout.write(stringify(slackManifest()));
