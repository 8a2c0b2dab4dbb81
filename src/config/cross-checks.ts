import { approvalChecks } from './approval-checks';
import { type Mistake, shownPath } from './mistakes';
import { mapOf } from './written';

/** What has a channel and a place. */
const OWNERS = ['pipelines', 'projects', 'repositories'];

/**
 * Rules between keys, which no schema of one key can tell. They look at the file as it was written, so that these
 * mistakes are told together with all others.
 */
export function crossChecks(written: unknown): Mistake[] {
  const file = mapOf(written);
  const pipelines = Object.entries(mapOf(file.pipelines));
  return [
    ...(file.channel === undefined ? withoutChannel(file) : []),
    ...pipelines.flatMap(([name, pipeline]) => ambiguous(name, mapOf(pipeline).model, pipelines)),
    ...OWNERS.flatMap((kind) => strayExternalIds(kind, file)),
    ...strayDigests(file),
    ...approvalChecks(file),
  ];
}

/** What has cards needs a channel of its own or of the workspace, or they have nowhere to go. */
function withoutChannel(file: Record<string, unknown>): Mistake[] {
  const entries = OWNERS.flatMap((kind) =>
    Object.entries(mapOf(file[kind])).map(([name, entry]) => ({ path: [kind, name], channel: mapOf(entry).channel })),
  );
  const lacking = entries.filter(({ channel }) => channel === undefined);
  if (lacking.length > 1 && lacking.length === entries.length) {
    return [
      {
        path: ['channel'],
        text: 'channel is missing: give one here for all, or one to each pipeline, project and repository',
      },
    ];
  }
  return lacking.map(({ path }) => told(path, 'needs a channel, here or at the top of the file'));
}

/** People type pipelines by name or by model: a word must mean one of them. */
function ambiguous(name: string, model: unknown, pipelines: [string, unknown][]): Mistake[] {
  if (typeof model !== 'string') return [];
  const path = ['pipelines', name, 'model'];
  const others = pipelines.filter(([other]) => other !== name);
  const sameName = others.find(([other]) => other === model);
  if (sameName) return [told(path, `is the name of another pipeline: which one would “${model}” mean?`)];
  const sameModel = others.find(([, pipeline]) => mapOf(pipeline).model === model);
  return sameModel ? [told(path, `is the model of ${sameModel[0]} too: which one would “${model}” mean?`)] : [];
}

function strayExternalIds(kind: string, file: Record<string, unknown>): Mistake[] {
  return Object.entries(mapOf(file[kind]))
    .filter(([, entry]) => mapOf(entry).externalId !== undefined && mapOf(entry).roleArn === undefined)
    .map(([name]) => told([kind, name, 'externalId'], 'goes with a role: name it as roleArn'));
}

/** A digest is about the pipelines of its channel. */
function strayDigests(file: Record<string, unknown>): Mistake[] {
  const channels = Object.values(mapOf(file.pipelines)).map((pipeline) => mapOf(pipeline).channel ?? file.channel);
  return Object.keys(mapOf(mapOf(file.digest).channels))
    .filter((channel) => !channels.includes(channel))
    .map((channel) => told(['digest', 'channels', channel], 'is the channel of no pipeline'));
}

const told = (path: string[], text: string): Mistake => ({ path, text: `${shownPath(path)} ${text}` });
