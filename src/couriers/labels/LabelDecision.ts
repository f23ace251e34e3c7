/**
 * The decisions on a label: given it and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type { CourierTraits } from "../Courier.ts"
import type { Label } from "./Label.ts"
import type { LabelCommand, LabelOutcome } from "./LabelCommand.ts"
import type { LabelEvent } from "./LabelEvent.ts"
import { LabelExists, LabelNotReady, type LabelRefusal, UnknownLabel } from "./LabelRefusal.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<LabelEvent>, LabelRefusal>

/** What a decision knows beside the label. */
export interface Circumstances {
  /** Epoch milliseconds. */
  readonly now: number
  /** Of the label's courier. */
  readonly traits: Pick<CourierTraits, "labelsOnce" | "settlesMillis">
}

/**
 * Decides a command on a label, or on nothing where none of the reference was wanted.
 *
 * One label is sold for a reference at most, and none is lost: what is told late, again, or of a
 * request that was given up is taken in as long as it is about a label that exists, and changes
 * nothing otherwise.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Label, LabelDecision } from "entrepot/couriers"
 *
 * const circumstances = { now: 0, traits: { labelsOnce: false, settlesMillis: 60_000 } }
 * const want = { _tag: "Want", reference: "p1", courier: "post", service: "parcel" } as const
 * const ask = { _tag: "Ask", reference: "p1" } as const
 * const label = [want, ask].reduce<Label.Label | undefined>((label, command) => {
 *   const events = Result.getOrThrow(LabelDecision.decide(label, command, circumstances))
 *   return events.reduce(Label.evolve, label)
 * }, undefined)
 * const again = LabelDecision.decide(label, ask, circumstances)
 * console.log(Result.isFailure(again) && again.failure.message)
 * ```
 * ```text
 * cannot ask for label "p1": it is asked
 * ```
 */
export const decide = (
  label: Label | undefined,
  command: LabelCommand,
  circumstances: Circumstances,
): Decision => {
  const { reference } = command
  if (command._tag === "Want") return wanted(label, command)
  if (label === undefined) return Result.fail(new UnknownLabel({ reference }))
  switch (command._tag) {
    case "Ask":
      return asked(label, circumstances)
    case "Tell":
      return Result.succeed(told(label, command.attempt, command.outcome, circumstances))
    case "Void":
      return unwanted(label)
    case "TellVoid":
      return Result.succeed(givenBack(label, command))
    case "Erase":
      return Result.succeed(label.erasing === true ? [] : [{ _tag: "EraseWanted", reference }])
    case "TellErased":
      return Result.succeed(label.erasing === true ? [{ _tag: "Erased", reference }] : [])
  }
}

const wanted = (
  label: Label | undefined,
  { reference, courier, service }: Extract<LabelCommand, { readonly _tag: "Want" }>,
): Decision => {
  if (label === undefined) return Result.succeed([{ _tag: "Wanted", reference, courier, service }])
  return label.courier === courier && label.service === service
    ? Result.succeed([])
    : Result.fail(new LabelExists({ reference }))
}

const asked = (label: Label, { now, traits }: Circumstances): Decision => {
  const { reference, status, attempts, notBefore = 0 } = label
  const mayBe = status === "wanted" || (status === "asked" && traits.labelsOnce)
  if (!mayBe || label.unwanted)
    return Result.fail(new LabelNotReady({ reference, wanted: "ask for", status }))
  if (notBefore > now)
    return Result.fail(new LabelNotReady({ reference, wanted: "ask for", status: "postponed" }))
  return Result.succeed([{ _tag: "Asked", reference, attempt: attempts + 1, at: now }])
}

/** The first pause is two seconds, each is twice as long as the one before, and none over 15 minutes. */
const pauseMillis = (attempts: number): number =>
  Math.min(1_000 * 2 ** Math.min(attempts, 20), 900_000)

const told = (
  label: Label,
  attempt: number,
  outcome: LabelOutcome,
  { now, traits }: Circumstances,
): ReadonlyArray<LabelEvent> => {
  const { reference } = label
  if (outcome._tag === "Sold") return sold(label, outcome)
  if (outcome._tag === "FoundVoid") {
    const { trackingNumber } = outcome
    const isIt = label.status === "asked" || label.trackingNumber === trackingNumber
    return isIt && label.status !== "void" ? [{ _tag: "Voided", reference, trackingNumber }] : []
  }
  // What is not about a label that exists is about one request, and says nothing about any other.
  if (label.status !== "asked" || attempt !== label.attempts) return []
  const isTold = label.fault !== undefined
  switch (outcome._tag) {
    case "Refused":
      return [{ _tag: "Refused", reference, fault: outcome.fault }]
    case "NothingDone": {
      if (isTold) return []
      const { fault, retryAfterMillis = 0 } = outcome
      const notBefore = now + Math.max(retryAfterMillis, pauseMillis(attempt))
      const postponed: LabelEvent = { _tag: "Postponed", reference, fault, notBefore }
      return label.unwanted && !label.doubtful
        ? [postponed, { _tag: "Withdrawn", reference }]
        : [postponed]
    }
    case "Unknown": {
      if (isTold) return []
      const notBefore = now + pauseMillis(attempt)
      return [{ _tag: "Doubted", reference, fault: outcome.fault, notBefore }]
    }
    case "Absent":
      // Before, the request may still be on its way to the courier.
      if (outcome.lookedAt < (label.askedAt ?? 0) + traits.settlesMillis) return []
      return label.unwanted ? [{ _tag: "Withdrawn", reference }] : [{ _tag: "Cleared", reference }]
  }
}

const sold = (
  label: Label,
  { trackingNumber, price }: Extract<LabelOutcome, { readonly _tag: "Sold" }>,
): ReadonlyArray<LabelEvent> => {
  const { reference, status } = label
  const isKnown =
    label.trackingNumber === trackingNumber ||
    label.surplus.some((other) => other.trackingNumber === trackingNumber)
  if (isKnown) return []
  return status === "wanted" || status === "asked"
    ? [{ _tag: "Sold", reference, trackingNumber, ...(price === undefined ? {} : { price }) }]
    : [{ _tag: "SurplusSold", reference, trackingNumber }]
}

const unwanted = (label: Label): Decision => {
  const { reference, status } = label
  if (status === "void" || label.unwanted) return Result.succeed([])
  if (status === "refused")
    return Result.fail(new LabelNotReady({ reference, wanted: "void", status }))
  return Result.succeed([{ _tag: status === "wanted" ? "Withdrawn" : "VoidWanted", reference }])
}

const givenBack = (
  label: Label,
  { reference, trackingNumber, outcome }: Extract<LabelCommand, { readonly _tag: "TellVoid" }>,
): ReadonlyArray<LabelEvent> => {
  const isSurplus = label.surplus.some((other) => other.trackingNumber === trackingNumber)
  const isSold = label.status === "sold" && label.trackingNumber === trackingNumber
  if (outcome._tag === "Voided") {
    if (isSold) return [{ _tag: "Voided", reference, trackingNumber }]
    return isSurplus ? [{ _tag: "SurplusVoided", reference, trackingNumber }] : []
  }
  const { fault } = outcome
  if (isSold && label.unwanted) return [{ _tag: "VoidRefused", reference, trackingNumber, fault }]
  return isSurplus ? [{ _tag: "SurplusKept", reference, trackingNumber, fault }] : []
}
