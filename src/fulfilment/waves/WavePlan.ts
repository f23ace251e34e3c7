/**
 * The plan of waves: which consignments go to the floor together, under limits. Pure.
 *
 * @module
 */
import { Order, Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import type { UnknownOrder } from "../../orders/OrderRefusal.ts"
import * as Consignment from "../consignments/Consignment.ts"
import type { NotReady } from "../consignments/DocketRefusal.ts"
import { ConsignmentRepeated } from "./WaveRefusal.ts"

/** The most that a wave holds; what is left out is not limited. */
export const Limits = Schema.Struct({
  orders: Schema.optionalKey(Quantity.PositiveQuantity),
  lines: Schema.optionalKey(Quantity.PositiveQuantity),
  units: Schema.optionalKey(Quantity.PositiveQuantity),
  weightGrams: Schema.optionalKey(Quantity.PositiveQuantity),
})
/** The most that a wave holds. */
export type Limits = typeof Limits.Type

/** How waves are made. */
export const WavePolicy = Schema.Struct({
  limits: Limits,
  /** When the waves go to the floor. */
  releaseAt: Calendar.Instant,
  /** From the release until the parcels stand at the door. */
  handlingMinutes: Quantity.Quantity,
  /** Consignments that get waves of their own, to be picked as a batch: of one unit, or one line. */
  apart: Schema.Literals(["none", "singleUnit", "singleLine"]),
  /** Whether a wave is for one courier, service and cut-off only. */
  oneCutOff: Schema.Boolean,
})
/** How waves are made. */
export type WavePolicy = typeof WavePolicy.Type

/** A wave as it is planned. */
export interface PlannedWave {
  readonly place: string
  readonly kind: "mixed" | "single"
  /** The earliest cut-off of its consignments. */
  readonly cutoffAt: Calendar.Instant
  readonly load: Consignment.Load
  /** From the most urgent on. */
  readonly consignments: ReadonlyArray<Consignment.Consignment>
}

/** A consignment that is in no wave, and why. */
export type LeftOut =
  | {
      readonly _tag: "AboveLimit"
      readonly consignmentId: string
      readonly limit: keyof Limits
      readonly wanted: number
      readonly most: number
    }
  | {
      readonly _tag: "CutOffMissed"
      readonly consignmentId: string
      readonly cutoffAt: Calendar.Instant
      /** When it would stand at the door. */
      readonly doorAt: Calendar.Instant
    }
  | {
      readonly _tag: "NotReady"
      readonly consignmentId: string
      /** Which of its orders may not leave, and why. */
      readonly because: NotReady | UnknownOrder
    }

/** Every consignment is in one wave, or left out, once. */
export interface WavePlan {
  readonly waves: ReadonlyArray<PlannedWave>
  readonly leftOut: ReadonlyArray<LeftOut>
}

/**
 * The order in which consignments go: by deadline, then the greater priority, then the older, then
 * by id.
 */
export const byUrgency: Order.Order<Consignment.Consignment> = Order.combineAll([
  Order.mapInput(Order.Number, ({ shipBy }: Consignment.Consignment) => shipBy),
  Order.mapInput(Order.flip(Order.Number), ({ priority }: Consignment.Consignment) => priority),
  Order.mapInput(Order.Number, ({ readyAt }: Consignment.Consignment) => readyAt),
  Order.mapInput(Order.String, ({ consignmentId }: Consignment.Consignment) => consignmentId),
])

const limited = ["orders", "lines", "units", "weightGrams"] as const

/** The first limit that a load is above. */
const exceeded = (limits: Limits, load: Consignment.Load): keyof Limits | undefined =>
  limited.find((limit) => load[limit] > (limits[limit] ?? Infinity))

/**
 * Plans waves. In order of urgency each consignment goes into the first wave of its place that has
 * room for it, or into a new one: so the urgent ones are never put off for others, which only fill
 * what is left. The plan does not depend on the order in which consignments are given.
 *
 * Source: first fit, as D. S. Johnson et al., Worst-case performance bounds for simple
 * one-dimensional packing algorithms, SIAM Journal on Computing 3(4), 1974; sorted by urgency and
 * not by size, and with several limits, so the bound given there does not hold.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { WavePlan } from "entrepot/fulfilment"
 *
 * const line = { orderName: "7", lineId: "1", sku: "MUG", quantity: 2 }
 * const parcel = { courier: "post", service: "parcel", destination: "a", priority: 0, readyAt: 0 }
 * const plan = WavePlan.plan(
 *   ["c1", "c2", "c3"].map((consignmentId, at) => ({
 *     ...parcel,
 *     consignmentId,
 *     place: "main",
 *     lines: [{ ...line, serialised: false, unitWeightGrams: 350 }],
 *     shipBy: 90_000_000 - at,
 *     cutoffAt: 7_200_000,
 *   })),
 *   {
 *     limits: { units: 4 },
 *     releaseAt: 0,
 *     handlingMinutes: 90,
 *     apart: "none",
 *     oneCutOff: false,
 *   },
 * )
 * for (const { consignments, load } of Result.getOrThrow(plan).waves)
 *   console.log(consignments.map(({ consignmentId }) => consignmentId).join(", "), load.units)
 * ```
 * ```text
 * c3, c2 4
 * c1 2
 * ```
 */
export const plan = (
  consignments: ReadonlyArray<Consignment.Consignment>,
  policy: WavePolicy,
): Result.Result<WavePlan, ConsignmentRepeated> => {
  const repeated = [...Map.groupBy(consignments, ({ consignmentId }) => consignmentId).values()]
    .filter(({ length }) => length > 1)
    .flatMap(([first]) => (first === undefined ? [] : [first.consignmentId]))
  if (repeated.length > 0) return Result.fail(new ConsignmentRepeated({ consignmentIds: repeated }))

  const waves: Array<Draft> = []
  const leftOut: Array<LeftOut> = []
  const roomy = new Map<string, Array<Draft>>()
  for (const consignment of consignments.toSorted(byUrgency)) {
    const load = Consignment.load(consignment)
    const reason = whyNot(consignment, load, policy)
    if (reason !== undefined) {
      leftOut.push(reason)
      continue
    }
    const { place, cutoffAt } = consignment
    const kind = kindOf(load, policy)
    const group = groupOf(consignment, kind, policy)
    const open = roomy.get(group) ?? []
    roomy.set(group, open)
    let wave = open.find((wave) => fits(policy.limits, wave, load))
    if (wave === undefined) {
      wave = { place, kind, cutoffAt, load: Consignment.noLoad, consignments: [] }
      waves.push(wave)
      open.push(wave)
    }
    wave.consignments.push(consignment)
    wave.load = Consignment.together(wave.load, load)
    wave.cutoffAt = Math.min(wave.cutoffAt, cutoffAt)
    if (isFull(policy.limits, wave)) open.splice(open.indexOf(wave), 1)
  }
  return Result.succeed({ waves, leftOut })
}

/** A wave while it is filled. */
interface Draft extends PlannedWave {
  cutoffAt: Calendar.Instant
  load: Consignment.Load
  readonly consignments: Array<Consignment.Consignment>
}

const whyNot = (
  { consignmentId, cutoffAt }: Consignment.Consignment,
  load: Consignment.Load,
  { limits, releaseAt, handlingMinutes }: WavePolicy,
): LeftOut | undefined => {
  const limit = exceeded(limits, load)
  if (limit !== undefined)
    return {
      _tag: "AboveLimit",
      consignmentId,
      limit,
      wanted: load[limit],
      most: limits[limit] ?? Infinity,
    }
  const doorAt = releaseAt + handlingMinutes * 60_000
  return doorAt > cutoffAt ? { _tag: "CutOffMissed", consignmentId, cutoffAt, doorAt } : undefined
}

const kindOf = ({ units, lines }: Consignment.Load, { apart }: WavePolicy): PlannedWave["kind"] =>
  (apart === "singleUnit" && units === 1) || (apart === "singleLine" && lines === 1)
    ? "single"
    : "mixed"

const groupOf = (
  { place, courier, service, cutoffAt }: Consignment.Consignment,
  kind: PlannedWave["kind"],
  { oneCutOff }: WavePolicy,
): string =>
  [place, kind, ...(oneCutOff ? [courier, service, String(cutoffAt)] : [])].join("\u0000")

const fits = (limits: Limits, wave: PlannedWave, load: Consignment.Load): boolean =>
  exceeded(limits, Consignment.together(wave.load, load)) === undefined

/** Nothing has room in it any more: every consignment is an order, a line, a unit and a gram. */
const isFull = (limits: Limits, { load }: PlannedWave): boolean =>
  limited.some((limit) => load[limit] === limits[limit])
