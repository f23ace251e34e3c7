/**
 * The ids of events of trade that journals tell of: a space that no host may use, for an entry that found
 * its id taken could never be heard. Pure.
 *
 * @module
 */

/** The journals that tell of trade. */
export type Stream = "orders" | "costs"

/** The id of the event of an entry: the same whenever the journal is read. */
export const of = (stream: Stream, position: number): string => `${stream}-${position}`

/** Whether an id is one that journals give. */
export const isOne = (eventId: string): boolean => /^(orders|costs)-\d+$/u.test(eventId)
