/**
 * Posting: a command on a label as a program of a transaction, to run alone or inside a larger one.
 *
 * @module
 */
import { Effect, Equal, Option, Schema } from "effect"

import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { CourierTraits } from "../Courier.ts"
import type { Waybill } from "../CourierLabel.ts"
import { LabelRequest } from "../Shipment.ts"
import * as Label from "./Label.ts"
import type { LabelCommand } from "./LabelCommand.ts"
import * as LabelDecision from "./LabelDecision.ts"
import { LabelHistory, LabelRequests, Labels, LabelWaybills } from "./LabelRecords.ts"
import { LabelExists, type LabelRefusal, UnknownLabel } from "./LabelRefusal.ts"

const encode = Schema.encodeSync(LabelRequest)

/**
 * Wants a label of a courier. Its reference is its receipt: whoever wants it again gets it as it is by
 * now, and another label under the same reference is refused (`LabelExists`).
 *
 * Run it in the transaction that packs the parcel, and no parcel is without its label.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LabelPosting, type Shipment } from "entrepot/couriers"
 *
 * const wantOnce = (request: Shipment.LabelRequest) =>
 *   LabelPosting.want("post", request).pipe(Effect.catchTag("LabelExists", () => Effect.void))
 * ```
 */
export const want = Effect.fnUntraced(function* (
  courier: string,
  request: LabelRequest,
): Effect.fn.Return<Label.Label, LabelRefusal, Transaction> {
  const tx = yield* Transaction
  const { reference, service } = request
  const before = yield* tx.get(LabelRequests, reference)
  // A request that was erased cannot be compared, and is as good as the same.
  if (Option.isSome(before) && !Equal.equals(encode(before.value), encode(request)))
    return yield* new LabelExists({ reference })
  const known = yield* tx.get(Labels, reference)
  const command = { _tag: "Want", reference, courier, service } as const
  const label = yield* post(command, { labelsOnce: false, settlesMillis: 0 })
  if (Option.isNone(known)) yield* tx.put(LabelRequests, request)
  return label
})

/**
 * Decides a command on the label that it names, and writes what follows; the waybill is that of a
 * label that was sold. It fails before it writes anything.
 */
export const post = Effect.fnUntraced(function* (
  command: LabelCommand,
  traits: Pick<CourierTraits, "labelsOnce" | "settlesMillis">,
  waybill?: Waybill,
): Effect.fn.Return<Label.Label, LabelRefusal, Transaction> {
  const tx = yield* Transaction
  const { reference } = command
  const before = Option.getOrUndefined(yield* tx.get(Labels, reference))
  const now = yield* tx.now
  const events = yield* Effect.fromResult(LabelDecision.decide(before, command, { now, traits }))
  const after = events.reduce(Label.evolve, before)
  if (after === undefined) return yield* new UnknownLabel({ reference })
  if (events.length > 0) yield* tx.put(Labels, after)
  for (const event of events) {
    yield* tx.append(LabelHistory, event)
    // What was erased does not come back with the answer of a courier.
    if (event._tag === "Sold" && waybill !== undefined && (yield* isKept(tx, reference)))
      yield* tx.put(LabelWaybills, { reference, waybill })
  }
  return after
})

const isKept = (tx: TransactionShape, reference: string): Effect.Effect<boolean> =>
  Effect.map(tx.get(LabelRequests, reference), Option.isSome)

/**
 * Erases what is personal about a label; its life stays. One that is not sold by then is not bought any
 * more, or given back as soon as it is known which one was sold: nobody could print it. Its courier is
 * asked to erase what it keeps when the desk advances the label.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LabelPosting } from "entrepot/couriers"
 *
 * const eraseAll = (references: ReadonlyArray<string>) =>
 *   Effect.forEach(references, LabelPosting.erase, { discard: true })
 * ```
 */
export const erase = Effect.fnUntraced(function* (
  reference: string,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  yield* tx.remove(LabelRequests, reference)
  yield* tx.remove(LabelWaybills, reference)
  const label = Option.getOrUndefined(yield* tx.get(Labels, reference))
  if (label === undefined) return
  const traits = { labelsOnce: false, settlesMillis: 0 }
  if (label.status === "wanted" || label.status === "asked")
    yield* Effect.orDie(post({ _tag: "Void", reference }, traits))
  yield* Effect.orDie(post({ _tag: "Erase", reference }, traits))
})
