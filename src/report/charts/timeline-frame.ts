/**
 * The sides of the timeline's plot and the widths of its two drawings, in their units. The page lays columns of time over the
 * plot by them.
 */
export const timelineFrame = { broad: 940, narrow: 400, left: 68, right: 16 };
