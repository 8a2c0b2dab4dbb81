/** Slack takes no more characters (files.getUploadURLExternal; alt_text of an image block is as long). */
const LIMIT = 1000;

/** As much of a text as Slack takes, by code points, cut between two words. */
export function briefly(text: string): string {
  const points = [...text];
  if (points.length <= LIMIT) return text;
  const kept = points.slice(0, LIMIT - 1).join('');
  return `${kept.slice(0, Math.max(kept.lastIndexOf(' '), LIMIT / 2)).replace(/[,;:]$/, '')}…`;
}
