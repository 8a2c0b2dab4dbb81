import type { PipelinePolicy } from '../../domain/policies/policy';
import { channelLink, md, section } from '../blocks';

/** To whoever has asked for a rollback that others must approve. */
export function waitsForApproval({ name, channel }: PipelinePolicy) {
  const said = md`:raised_hand: Your rollback of *${name}* waits for its approval: the card is in ${channelLink(channel)}. It begins as soon as it is approved.`;
  return { text: said.text, blocks: [section(said)] };
}
