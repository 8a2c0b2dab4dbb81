/** Draws pictures for people who look for ten seconds. Slow (a fifth of a second of one core): never in the 3 s path. */
export interface Charts {
  /** @returns undefined where nothing has happened on any of the days: an empty picture tells nobody anything */
  digest(data: DigestChart): Promise<Picture | undefined>;
  /** @returns undefined where no release has a value */
  releases(data: ReleasesChart): Promise<Picture | undefined>;
}

export interface Picture {
  png: Uint8Array;
  /** Says what the picture says, with its figures; at most 1,000 characters (Slack, files.getUploadURLExternal). */
  alt: string;
  /** What it is called where it is shown, and as a file without `.png`. */
  title: string;
}

/** How much was shipped, how much broke, whether it gets faster. */
export interface DigestChart {
  /** Whose they are: `penguins`, `4 pipelines`. */
  of: string;
  /** One day after the other, the last one last; days of the channel's own time zone. */
  days: readonly ChartDay[];
}

export interface ChartDay {
  /** `2026-11-28`. */
  date: string;
  releases: number;
  /** Releases of that day that have failed in production since, and deployments that failed. */
  failures: number;
  /** Of the failures those that never became a release; 0 where it is absent. */
  failedDeployments?: number | undefined;
  rollbacks: number;
  /** Milliseconds, the median of that day's releases; absent where there is none to tell. */
  leadTimeMs?: number | undefined;
}

/** One metric over the releases of a pipeline. */
export interface ReleasesChart {
  pipeline: string;
  metric: string;
  /** A value that the policy asks for; `better` says on which side of it a release passes. */
  gate?: { value: number; better: 'higher' | 'lower' } | undefined;
  /** Oldest first. */
  releases: readonly ChartRelease[];
}

export interface ChartRelease {
  name: string;
  releasedAt: Date;
  /** What it reported; absent where it reported nothing that is a number. */
  value?: number | undefined;
  /** It is a rollback to the release of this name. */
  rollbackTo?: string | undefined;
  isBad: boolean;
  /** Production serves it now. */
  isProduction: boolean;
}
