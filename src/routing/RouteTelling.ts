/**
 * What is kept of a route and told in the journal: nothing that says where a person lives. Pure.
 *
 * @module
 */
import type { Alternative } from "../couriers/Alternative.ts"
import type { WantedItem } from "./OrderQuestion.ts"
import type { Candidate, Fault } from "./plan/Candidate.ts"
import type { RoutePlan } from "./plan/RoutePlan.ts"
import { NoRoute } from "./plan/RouteRefusal.ts"
import type { KeptRefusal } from "./RoutingCommand.ts"
import type { RoutingRefusal } from "./RoutingRefusal.ts"

/** Lines of a route by the names that their order has for them. */
const lineIdsOf = (wanted: ReadonlyArray<WantedItem>): ((name: string) => string) => {
  const known = new Map(wanted.map(({ name, lineId }) => [name, lineId]))
  return (name) => known.get(name) ?? name
}

/** Places that were looked at: a country may be told, but no region of it. */
export const candidatesOf = (
  candidates: ReadonlyArray<Candidate>,
  wanted: ReadonlyArray<WantedItem>,
): ReadonlyArray<Candidate> => {
  const lineId = lineIdsOf(wanted)
  const offersOf = (offers: Candidate["offers"]): Candidate["offers"] =>
    offers.map((offer) => ({ ...offer, lineId: lineId(offer.lineId) }))
  const faultOf = (fault: Fault): Fault => {
    if (fault._tag === "TooFewUnits") return { ...fault, offers: offersOf(fault.offers) }
    if (fault._tag === "NoCourier")
      return { ...fault, alternatives: alternativesOf(fault.alternatives) }
    return fault._tag === "DoesNotShipTo" ? { _tag: fault._tag, country: fault.country } : fault
  }
  return candidates.map((candidate) => ({
    ...candidate,
    offers: offersOf(candidate.offers),
    faults: candidate.faults.map(faultOf),
  }))
}

/** A plan by the names that its order has for lines. */
export const planOf = (plan: RoutePlan, wanted: ReadonlyArray<WantedItem>): RoutePlan => {
  const lineId = lineIdsOf(wanted)
  return {
    ...plan,
    parcels: plan.parcels.map((parcel) => ({
      ...parcel,
      lines: parcel.lines.map((line) => ({ ...line, lineId: lineId(line.lineId) })),
    })),
    candidates: candidatesOf(plan.candidates, wanted),
  }
}

/** Couriers that were not chosen: which postcode one does not serve is not told. */
export const alternativesOf = (
  alternatives: ReadonlyArray<Alternative>,
): ReadonlyArray<Alternative> =>
  alternatives.map((alternative) => {
    const { because } = alternative
    if (because._tag !== "Ineligible") return alternative
    const reasons = because.reasons.map((reason) => {
      if (reason._tag !== "NotServed" || reason.end === "from") return reason
      const { postcode: _, ...rest } = reason
      return rest
    })
    return { ...alternative, because: { ...because, reasons } }
  })

/** A refusal as it is kept. */
export const refusalOf = (refusal: RoutingRefusal): KeptRefusal => {
  if (refusal._tag === "NoRoute") {
    const candidates = candidatesOf(refusal.candidates, [])
    const { _tag: tag, advice, isProven, lines } = refusal
    const { message: because } = new NoRoute({ isProven, lines, candidates, advice })
    return { tag, because, candidates, advice }
  }
  return { tag: refusal._tag, because: refusal.message }
}
