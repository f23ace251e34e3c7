/** What became of the orders of a day, whichever way they went. */
import { Record } from "effect"

import type { Work } from "./touches.ts"

/** What goes wrong, for whom: each is counted once for an order. */
export const errors = {
  lost: "never taken in: the buyer waits",
  doubled: "sent, or counted, twice",
  oversold: "promised, though the shelf was empty",
  wrongAddress: "sent to an address that is wrong",
  wrongGoods: "sent with goods that nobody ordered",
  late: "the courier, or word of it, came too late",
  unwanted: "sent to a buyer on the blacklist, or one who had cancelled",
} as const

/** Something that goes wrong. */
export type ErrorKind = keyof typeof errors

/** Why an order is not sent today, without anybody's fault. */
export const reasons = {
  channel: "the channel sends it itself",
  short: "not in stock; it waits for goods",
  asked: "the buyer was asked for the address, and has not answered",
  cancelled: "the buyer cancelled it in time",
  refused: "the buyer is on the blacklist",
} as const

/** Why an order is not sent. */
export type Unsent = keyof typeof reasons

/** What became of an order. One that was sent may have gone wrong all the same. */
export interface Fate {
  readonly unsent?: Unsent
  readonly errors: ReadonlySet<ErrorKind>
}

/** A day as it went, one way or the other. */
export interface Outcome {
  readonly fates: ReadonlyArray<Fate>
  readonly work: Work
}

/** Orders that were sent, and with which nothing went wrong; in however many parcels. */
export const sentRight = ({ fates }: Pick<Outcome, "fates">): number =>
  fates.filter(({ unsent, errors }) => unsent === undefined && errors.size === 0).length

/** Orders by what went wrong with them. */
export const countErrors = ({
  fates,
}: Pick<Outcome, "fates">): Readonly<Record<ErrorKind, number>> =>
  Record.map(errors, (_, kind) => fates.filter(({ errors }) => errors.has(kind)).length)

/** Orders that are not sent, by the reason. */
export const countUnsent = ({ fates }: Pick<Outcome, "fates">): Readonly<Record<Unsent, number>> =>
  Record.map(reasons, (_, reason) => fates.filter(({ unsent }) => unsent === reason).length)

/** Orders that were sent right in an hour of handwork of one person. */
export const perPersonHour = (right: number, seconds: number): number =>
  seconds === 0 ? 0 : (right * 3_600) / seconds
