/**
 * The life of a label, and what is to be done about it next. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import type { CourierShape } from "../Courier.ts"
import { ServiceId } from "../Shipment.ts"
import type { LabelEvent } from "./LabelEvent.ts"

const Surplus = Schema.Struct({
  trackingNumber: Id.Id,
  /** Why the courier does not take it back; a person has to see to it. */
  fault: Schema.optionalKey(Schema.String),
})

/**
 * A label. Who it goes to stands elsewhere: nothing here is personal.
 *
 * `asked` means that a request has left, or was about to, and its outcome is not known yet.
 */
export const Label = Schema.Struct({
  reference: Id.Id,
  courier: Id.Id,
  service: ServiceId,
  status: Schema.Literals(["wanted", "asked", "sold", "refused", "void"]),
  /** How often the courier was asked for it. */
  attempts: Quantity.Quantity,
  /** When it was asked last. */
  askedAt: Schema.optionalKey(Calendar.Instant),
  /** Whether a request before the last may still have sold one. */
  doubtful: Schema.Boolean,
  /** Nobody needs it any more: it is given back as soon as there is something to give. */
  unwanted: Schema.Boolean,
  /** The courier has still to erase what it keeps about persons. */
  erasing: Schema.optionalKey(Schema.Boolean),
  notBefore: Schema.optionalKey(Calendar.Instant),
  trackingNumber: Schema.optionalKey(Id.Id),
  price: Schema.optionalKey(Money.Money),
  /** The tag of what failed last. */
  fault: Schema.optionalKey(Schema.String),
  /** Labels that were sold beyond the one that was wanted. */
  surplus: Schema.Array(Surplus),
})
/** A label. */
export type Label = typeof Label.Type

/** The label after an event; nothing as long as none was wanted. Total. */
export const evolve = (label: Label | undefined, event: LabelEvent): Label | undefined => {
  if (event._tag === "Wanted") {
    const { reference, courier, service } = event
    const fresh = { attempts: 0, doubtful: false, unwanted: false, surplus: [] }
    return { reference, courier, service, status: "wanted", ...fresh }
  }
  if (label === undefined) return undefined
  switch (event._tag) {
    case "Asked": {
      const doubtful = label.status === "asked"
      const { attempt: attempts, at: askedAt } = event
      return { ...movedOn(label), status: "asked", attempts, askedAt, doubtful }
    }
    case "Sold": {
      const { trackingNumber, price } = event
      const sold = price === undefined ? { trackingNumber } : { trackingNumber, price }
      return { ...movedOn(label), status: "sold", doubtful: false, ...sold }
    }
    case "Refused":
      return { ...label, status: "refused", fault: event.fault }
    case "Postponed":
      return {
        ...label,
        status: label.doubtful ? "asked" : "wanted",
        fault: event.fault,
        notBefore: event.notBefore,
      }
    case "Doubted":
      return { ...label, doubtful: true, fault: event.fault, notBefore: event.notBefore }
    case "Cleared":
      return { ...label, status: "wanted", doubtful: false }
    case "VoidWanted":
      return { ...label, unwanted: true }
    case "Withdrawn":
      return { ...label, status: "void", doubtful: false, unwanted: false }
    case "Voided":
      return {
        ...label,
        status: "void",
        doubtful: false,
        unwanted: false,
        trackingNumber: event.trackingNumber,
      }
    case "VoidRefused":
      return { ...label, unwanted: false, fault: event.fault }
    case "SurplusSold":
      return { ...label, surplus: [...label.surplus, { trackingNumber: event.trackingNumber }] }
    case "SurplusVoided":
      return { ...label, surplus: withoutNumber(label, event.trackingNumber) }
    case "EraseWanted":
      return { ...label, erasing: true }
    case "Erased": {
      const { erasing: _, ...erased } = label
      return erased
    }
    case "SurplusKept": {
      const { trackingNumber, fault } = event
      const kept = { trackingNumber, fault }
      return { ...label, surplus: [...withoutNumber(label, trackingNumber), kept] }
    }
  }
}

/** What failed before, and the pause after it, are over. */
const movedOn = ({ notBefore: _, fault: _fault, ...label }: Label): Label => label

const withoutNumber = ({ surplus }: Label, trackingNumber: string): Label["surplus"] =>
  surplus.filter((other) => other.trackingNumber !== trackingNumber)

/** What is to be done about a label. */
export type Step =
  | { readonly _tag: "Ask" }
  /** Ask what became of the request that left. */
  | { readonly _tag: "Find" }
  | { readonly _tag: "Void"; readonly trackingNumber: string }
  /** Have the courier erase what it keeps about persons. */
  | { readonly _tag: "Erase" }
  /** Nothing before this instant. */
  | { readonly _tag: "Wait"; readonly until: number }
  /** The courier cannot tell or do it: a person has to. */
  | { readonly _tag: "Person"; readonly because: string }
  | { readonly _tag: "Done" }

/** As much of a courier as the next step depends on. */
export type Abilities = Pick<CourierShape, "traits" | "find" | "void">

/**
 * The next step for a label at an instant (epoch milliseconds).
 *
 * A courier that was asked is never asked again before it was looked up what it sold, unless it
 * promises to sell one label for a reference and cannot be looked up. It erases once nothing else can
 * be done: what is erased may not be found any more.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Label } from "entrepot/couriers"
 *
 * const traits = { contract: { name: "none", version: "1" }, labelsOnce: false, settlesMillis: 60_000 }
 * const find = () => Effect.succeed({ _tag: "None" } as const)
 * const label = { reference: "p1", courier: "post", service: "parcel", surplus: [] }
 * const asked: Label.Label = {
 *   ...label,
 *   status: "asked",
 *   attempts: 1,
 *   askedAt: 1_000,
 *   doubtful: true,
 *   unwanted: false,
 * }
 * console.log(Label.next(asked, 2_000, { traits, find }))
 * console.log(Label.next(asked, 61_000, { traits, find }))
 * ```
 * ```text
 * { _tag: 'Wait', until: 61000 }
 * { _tag: 'Find' }
 * ```
 */
export const next = (label: Label, now: number, courier: Abilities): Step => {
  const step = nextOfLife(label, now, courier)
  const isOver = step._tag === "Done" || step._tag === "Person"
  return isOver && label.erasing === true ? { _tag: "Erase" } : step
}

const nextOfLife = (label: Label, now: number, courier: Abilities): Step => {
  const { status, unwanted, trackingNumber } = label
  const surplus = label.surplus.find(({ fault }) => fault === undefined)
  const given = unwanted && status === "sold" ? trackingNumber : surplus?.trackingNumber
  if (given !== undefined)
    return courier.void === undefined
      ? { _tag: "Person", because: `${given} cannot be given back` }
      : { _tag: "Void", trackingNumber: given }
  if (status !== "wanted" && status !== "asked") return { _tag: "Done" }
  const { notBefore = 0 } = label
  if (status === "wanted") return until(notBefore, now, { _tag: "Ask" })
  const { labelsOnce, settlesMillis } = courier.traits
  const settled = Math.max(notBefore, (label.askedAt ?? 0) + settlesMillis)
  if (courier.find !== undefined) return until(settled, now, { _tag: "Find" })
  return labelsOnce && !unwanted
    ? until(settled, now, { _tag: "Ask" })
    : { _tag: "Person", because: "the courier cannot say what it sold" }
}

const until = (instant: number, now: number, step: Step): Step =>
  instant > now ? { _tag: "Wait", until: instant } : step
