/**
 * Which way a parcel may go, and why not. Pure.
 *
 * @module
 */
import { Result } from "effect"

import { type Parcel, status, type Status } from "./Parcel.ts"
import { TransitionRefused } from "./ParcelRefusal.ts"

/** Where a parcel may come from, by where a command wants to bring it. */
const sources = {
  open: ["open"],
  packed: ["open"],
  weighed: ["packed", "held", "weighed"],
  overridden: ["held"],
  labelled: ["weighed"],
  stopped: ["open", "packed", "held", "weighed", "labelled"],
  intercepted: ["dispatched", "inTransit"],
} as const satisfies Record<string, ReadonlyArray<Status>>

/** The way of a parcel, as far as it is ours. */
const way = ["open", "packed", "held", "weighed", "labelled", "dispatched"] as const

type Goal = Exclude<keyof typeof sources, "overridden"> | "tracked" | (typeof way)[number]

/** What is to be done first, where a step is skipped. */
const missing = (parcel: Parcel): string | undefined => {
  switch (status(parcel)) {
    case "open":
      return "it is not closed"
    case "packed":
      return "it is not weighed"
    case "held":
      return `it weighs ${parcel.weighing?.measuredGrams} g, and ${parcel.weighing?.expectedGrams} g were expected`
    case "weighed":
      return "it has no label"
    case "labelled":
      return "it has not left"
    default:
      return undefined
  }
}

const past: Record<Status, string> = {
  open: "it is open",
  packed: "it is closed",
  held: "it is closed",
  weighed: "its weight is settled",
  labelled: "its label was bought",
  dispatched: "the courier has it",
  inTransit: "the courier has it",
  delivered: "it was delivered",
  returned: "it came back",
  lost: "the courier lost it",
  stopped: "it was stopped",
}

const rankOf = (goal: string): number => {
  const rank = way.findIndex((step) => step === goal)
  return rank < 0 ? way.length : rank
}

/** The refusal to bring a parcel somewhere, with the reason that its own state gives. */
export const refusal = (parcel: Parcel, to: Goal): TransitionRefused => {
  const from = status(parcel)
  const isAhead = rankOf(from) < rankOf(to)
  return new TransitionRefused({
    parcelId: parcel.parcelId,
    from,
    to,
    because: (isAhead ? missing(parcel) : undefined) ?? past[from],
  })
}

/** Whether a parcel may go that way. */
export const may = (parcel: Parcel, to: keyof typeof sources): boolean => {
  const allowed: ReadonlyArray<Status> = sources[to]
  return allowed.includes(status(parcel))
}

/** Does what a command wants, where the parcel may go that way. */
export const when = <A, E>(
  parcel: Parcel,
  to: keyof typeof sources,
  decision: () => Result.Result<A, E>,
): Result.Result<A, E | TransitionRefused> =>
  may(parcel, to) ? decision() : Result.fail(refusal(parcel, to === "overridden" ? "weighed" : to))
