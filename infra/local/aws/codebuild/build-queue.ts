import { AwsError } from '../aws-error';

/** "The maximum number of builds in a queue is five times the concurrent build limit" (AWS CodeBuild User Guide). */
const QUEUE_LENGTH_FACTOR = 5;

/** A build's place among those that run or wait to run. */
export interface Place {
  /** Resolves when the build may run, or no longer waits. */
  turn: Promise<void>;
  endWaiting: () => void;
  /** Makes room for the next. */
  leave: () => void;
}

/**
 * Lets a limited number of builds run at once. The others are queued (AWS CodeBuild User Guide, "Builds in AWS
 * CodeBuild"), here in the order in which they came; AWS promises none.
 */
export class BuildQueue {
  /** The first run, the rest wait. */
  private readonly places: Place[] = [];

  constructor(private readonly concurrentBuildLimit: number) {}

  /** @throws AwsError AccountLimitExceededException */
  enter(): Place {
    const longest = QUEUE_LENGTH_FACTOR * this.concurrentBuildLimit;
    if (this.places.length >= this.concurrentBuildLimit + longest) {
      const message = `Cannot have more than ${longest} builds in queue for the account`;
      throw new AwsError('AccountLimitExceededException', message);
    }
    let endWaiting = () => {};
    const turn = new Promise<void>((resolve) => {
      endWaiting = resolve;
    });
    const place = { turn, endWaiting, leave: () => this.remove(place) };
    this.places.push(place);
    this.callIn();
    return place;
  }

  private remove(place: Place): void {
    this.places.splice(this.places.indexOf(place), 1);
    this.callIn();
  }

  private callIn(): void {
    for (const { endWaiting } of this.places.slice(0, this.concurrentBuildLimit)) endWaiting();
  }
}
