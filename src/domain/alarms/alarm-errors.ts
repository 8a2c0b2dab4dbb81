import { type Offer, Refusal } from '../errors';

export class AlarmNoLongerRings extends Refusal {
  readonly code = 'alarm_no_longer_rings';
  readonly userMessage: string;
  override readonly offer: Offer;

  /** @param ringsElsewhere a newer card of the same pipeline rings */
  constructor(pipeline: string, releaseId: string, ringsElsewhere: boolean) {
    super('the ring of this card is over');
    this.userMessage = ringsElsewhere
      ? 'Nothing was rolled back: what this card tells is over, and a newer card tells what rings now. Roll back from there.'
      : 'Nothing was rolled back: what rang is quiet again. You can roll back all the same.';
    this.offer = { kind: 'rollback', pipeline, releaseId };
  }
}
