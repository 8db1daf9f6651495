/** What is wrong with the candidate. `share` is relative where not said otherwise. */
export interface Effect {
  kind:
    | 'none'
    /** Everything slower. */
    | 'all'
    /** The slowest 4.5 % of the requests. */
    | 'tail'
    /** The long inputs. */
    | 'class'
    /** Longer pauses. */
    | 'gc'
    /** Slower and slower, up to `share` after five minutes. */
    | 'leak'
    /** Pauses of `share` seconds about every 40 seconds. */
    | 'stall'
    /** This share of the requests takes 2 seconds longer, and holds up no other. */
    | 'late'
    | 'ttft'
    | 'tpot'
    /** Errors more often, relative. */
    | 'err'
    /** Errors more often, by this share of all requests. */
    | 'errabs';
  share: number;
}

export const noEffect: Effect = { kind: 'none', share: 0 };
