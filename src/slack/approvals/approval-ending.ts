import type { KnownBlock } from '@slack/web-api';
import type { Ending, RegistryState } from '../../domain/approvals/approval';
import { brief, briefLine, context, type Mrkdwn, md, moment, section } from '../blocks';
import { principal } from '../principal';
import type { ApprovalView } from './approval-view';
import { decidedBlocks, MARK } from './decided-blocks';

/** What became of an approval that is no longer open: who, when, why, and on which verdict. */
export function endedBlocks(view: Pick<ApprovalView, 'approval' | 'muted'>): KnownBlock[] {
  const { decision, ending, registry } = view.approval;
  return [
    ...(decision ? decidedBlocks(view, decision) : []),
    ...(ending && !decision ? [section(ended(ending))] : []),
    ...(registry ? registryLine(registry).map((line) => context(line)) : []),
  ];
}

function ended(ending: Ending): Mrkdwn {
  const { at, by, detail } = ending;
  const who = by ? md` by ${brief(principal(by), 80)}` : md``;
  const words = detail ? md`\n>${briefLine(detail, 400)}` : md``;
  return md`${howItEnded(ending)}${who}, ${moment(at)}${CONSEQUENCE[ending.how] ?? ''}${words}`;
}

function howItEnded({ how, decision }: Ending): Mrkdwn {
  switch (how) {
    case 'answered elsewhere':
      return decision ? md`${MARK[decision]} outside Slack` : md`:heavy_minus_sign: Answered outside Slack`;
    case 'expired':
      return md`:hourglass: Expired`;
    case 'execution stopped':
      return md`:octagonal_sign: The execution was stopped`;
    case 'execution superseded':
      return md`:fast_forward: A newer execution has taken its place`;
    case 'execution cancelled':
      return md`:octagonal_sign: The execution was cancelled`;
    case 'stage retried':
      return md`:repeat: The stage was retried`;
    case 'version deleted':
      return md`:wastebasket: This version was deleted from the model registry`;
    case 'no longer possible':
      return md`:heavy_minus_sign: It can no longer be done like this`;
    case 'not answered':
      return md`:heavy_minus_sign: Ended without an answer`;
  }
}

const CONSEQUENCE: Partial<Record<Ending['how'], string>> = {
  expired: ': nobody answered in time, so nothing was deployed',
  'execution stopped': ': there is nothing to approve any more',
  'execution cancelled': ', as happens when its pipeline is edited',
  'stage retried': ': a new card asks again',
  'version deleted': ': there is nothing to approve any more',
};

/** What the registry holds beside the answer; nothing while nobody has looked. */
function registryLine({ state, detail }: RegistryState): Mrkdwn[] {
  const said = (words: string): Mrkdwn => md`${briefLine(detail ?? words, 400)}`;
  switch (state) {
    case 'unchecked':
      return [];
    case 'answered':
      return [md`:package: ${said('The model registry has the same answer')}`];
    case 'behind':
      return [md`:hourglass_flowing_sand: ${said('The model registry is still to be told')}`];
    case 'differs':
      return [
        md`:warning: ${said('The model registry holds another answer than this one')}  ·  To make both agree, change its approval status in SageMaker`,
      ];
    case 'gone':
      return [md`:warning: ${said('The version is no longer in the model registry')}`];
  }
}
