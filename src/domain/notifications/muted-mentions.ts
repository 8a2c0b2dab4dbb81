/** Where one person does not want to be mentioned. */
export interface MutedMentions {
  slackId: string;
  /** What holds for every pipeline but the exceptions, whatever pipelines there will be. */
  everywhere: boolean;
  /** Pipelines for which the opposite holds, in alphabetical order. */
  except: string[];
}

/** Whoever has never said anything is mentioned. */
export const isMutedFor = (mutes: MutedMentions | undefined, pipeline: string): boolean =>
  mutes !== undefined && mutes.everywhere !== mutes.except.includes(pipeline);

/** Whether there is anything to tell about it. */
export const isMutedAnywhere = (mutes: MutedMentions | undefined): boolean =>
  mutes !== undefined && (mutes.everywhere || mutes.except.length > 0);

/** Mentions of a person switched off or on: for one pipeline, or for all, which forgets what was said of single ones. */
export function withMentions(
  mutes: MutedMentions | undefined,
  { slackId, pipeline, muted }: { slackId: string; pipeline?: string | undefined; muted: boolean },
): MutedMentions {
  if (pipeline === undefined) return { slackId, everywhere: muted, except: [] };
  const { everywhere, except } = mutes ?? { everywhere: false, except: [] };
  const others = except.filter((name) => name !== pipeline);
  return { slackId, everywhere, except: muted === everywhere ? others : [...others, pipeline].sort() };
}
