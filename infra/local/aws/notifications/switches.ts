import { z } from 'zod';
import { JsonFile } from '../../json-file';

/** Which notifications a pipeline sends beside its events. */
export const NOTIFICATION_SWITCH = z.strictObject({
  pipeline: z.string().min(1).max(100),
  /** The message of every approval action. Also without this, one with a NotificationArn has its message sent. */
  approvals: z.boolean().default(false),
  /** Every event in the shape of a notification rule of the Developer Tools console. */
  developerTools: z.boolean().default(false),
  /** Raw message delivery: without the envelope of SNS. */
  raw: z.boolean().default(false),
});

export type NotificationSwitch = z.output<typeof NOTIFICATION_SWITCH>;

/** The switches of all pipelines, on disk after every change. */
export class NotificationSwitches {
  private readonly file: JsonFile<NotificationSwitch[]>;
  private switches: NotificationSwitch[];

  constructor(stateFile: string) {
    this.file = new JsonFile<NotificationSwitch[]>(stateFile, () => []);
    this.switches = this.file.read();
  }

  get all(): readonly NotificationSwitch[] {
    return this.switches;
  }

  /** What is set for a pipeline; nothing is on unless somebody has switched it on. */
  of(pipeline: string): NotificationSwitch {
    return this.switches.find((set) => set.pipeline === pipeline) ?? NOTIFICATION_SWITCH.parse({ pipeline });
  }

  set(changed: NotificationSwitch): void {
    this.switches = [...this.switches.filter(({ pipeline }) => pipeline !== changed.pipeline), changed];
    this.file.write(this.switches);
  }
}
