import type { HomeView, KnownBlock } from '@slack/web-api';
import { NotAMember, type Refusal } from '../../domain/errors';
import { actions, button, code, context, header, md, moment, section } from '../blocks';
import { ACTION } from '../ids';
import { pageTurner } from '../pages';
import { refusalText } from '../reply-refusals';
import { decisionBlocks } from './home-decisions';
import { holdBlocks } from './home-holds';
import type { HomePicture } from './home-picture';
import { roleBlocks } from './home-roles';
import { waitingBlocks } from './home-waiting';

/** What the Home tab says; who is needed where comes first. Without the time of the picture, which is no news by itself. */
export function homeBlocks(picture: HomePicture): KnownBlock[] {
  if (!picture.person.isFullMember) return [section(refusalText(new NotAMember('no full member of the workspace')))];
  if (picture.pipelines.items.length === 0) return [section(NOTHING_TO_SEE)];
  const parts = [
    waitingBlocks(picture),
    pipelineBlocks(picture),
    holdBlocks(picture),
    decisionBlocks(picture),
    roleBlocks(picture),
  ];
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [DIVIDER, ...part]));
}

const DIVIDER: KnownBlock = { type: 'divider' };

const NOTHING_TO_SEE = md`There is no pipeline that you may see. Whoever deploys mlpipeline gives roles in mlpipeline.yaml: ${code('/mlpipeline whoami')} says who has them.`;

function pipelineBlocks({ pipelines }: HomePicture): KnownBlock[] {
  return [
    header('Pipelines'),
    ...pipelines.items.map(section),
    ...pageTurner(pipelines, { back: ACTION.homeBack, more: ACTION.homeMore, valueOf: String }),
  ];
}

/** Nothing could be read: says so, in the words of a refusal where there is one, and how to try again. */
export function unreadableHome(why: Refusal | { reference: string }): KnownBlock[] {
  const said =
    'reference' in why
      ? md`:warning: Your pipelines could not be read just now (reference ${why.reference}).`
      : md`:warning: ${refusalText(why)}`;
  return [section(said), actions('again', button({ actionId: ACTION.homeAgain, text: 'Try again', value: '1' }))];
}

/** @param at when it was read */
export const homeTab = (blocks: KnownBlock[], at: Date): HomeView => ({
  type: 'home',
  blocks: [...blocks, context(md`As of ${moment(at, '{date_short_pretty} at {time_secs}')}`)],
});
