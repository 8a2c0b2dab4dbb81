/** From inclusive, to exclusive. */
export interface Period {
  from: Date;
  to: Date;
}

export const isIn = ({ from, to }: Period, at: Date | undefined): boolean => at !== undefined && at >= from && at < to;
