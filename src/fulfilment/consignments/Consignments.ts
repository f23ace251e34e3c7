/**
 * Consignments: which units go together, and which do not go.
 *
 * @module
 */
import { Effect, type Option, Schema, Stream } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { keyOf, OrderKey } from "../../orders/OrderCommand.ts"
import * as ReasonKeeping from "../../orders/ReasonKeeping.ts"
import * as ReceiptKeeping from "../../orders/ReceiptKeeping.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { PageOptions, RecordsError, RecordsShape, Values } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { Dockets } from "../FulfilmentRecords.ts"
import type { ConsignmentCancelled, UnknownConsignment } from "../parcels/ParcelRefusal.ts"
import * as ConsignmentPosting from "./ConsignmentPosting.ts"
import type { Docket, State } from "./Docket.ts"
import { CarriedUnits } from "./DocketEvent.ts"
import * as DocketKeeping from "./DocketKeeping.ts"
import type { MergeRefusal, UnitsNotFree } from "./DocketRefusal.ts"
import * as MergePosting from "./MergePosting.ts"
import type * as Merging from "./Merging.ts"
import * as WithdrawalPosting from "./WithdrawalPosting.ts"

const header = CommandHeader.fields
const consignmentId = Id.Id

/**
 * A command that takes units out of consignments, or apart.
 *
 * - `Trim`: what its orders do not want any more does not go.
 * - `CancelOrder`: the buyer's cancellation is accepted; `gone` says what becomes of parcels that left.
 * - `Reroute`: the order is taken out of all that has no label, to be routed again.
 */
export const WithdrawalCommand = Schema.TaggedUnion({
  Trim: { ...header, consignmentId },
  CancelOrder: {
    ...header,
    order: OrderKey,
    gone: Schema.optional(Schema.Literals(["refuse", "goOn"])),
  },
  Reroute: { ...header, order: OrderKey },
})
/** A command that takes units out of consignments. */
export type WithdrawalCommand = typeof WithdrawalCommand.Type

/** Puts units that are in no parcel into a further consignment. */
export const Split = Schema.TaggedStruct("Split", {
  ...header,
  consignmentId,
  lines: Schema.NonEmptyArray(CarriedUnits),
})

/** The answer of a split: the further consignment. */
export const SplitPosted = Schema.Struct({ consignmentId: Schema.String, units: Schema.Int })

/** A command that takes units out of consignments as a method. */
export type Withdraw<Tag extends WithdrawalCommand["_tag"]> = CommandMethod<
  (typeof WithdrawalCommand.cases)[Tag],
  WithdrawalPosting.Withdrawn,
  WithdrawalPosting.WithdrawalRefusal
>

/** What can be done with consignments as a whole. */
export interface ConsignmentsShape {
  /** Puts units that are in no parcel into a further consignment, held as before. */
  readonly split: CommandMethod<
    typeof Split,
    typeof SplitPosted.Type,
    UnitsNotFree | ConsignmentCancelled | UnknownConsignment
  >
  /** Has consignments go with another one; see {@link Merging.refusal} for what may. */
  readonly merge: CommandMethod<
    typeof MergePosting.Merge,
    MergePosting.Merged,
    MergeRefusal | UnknownConsignment
  >
  /** Which consignments of a place go to one door and may go together; nothing is merged yet. */
  readonly planMerges: (input: {
    readonly place: string
    /** How much later than the oldest the others may have been ready. */
    readonly windowMinutes: number
  }) => Effect.Effect<ReadonlyArray<Merging.Merge>, InputInvalid | RecordsError | TransactionError>
  /** Takes out units that orders of a consignment do not want any more. */
  readonly trim: Withdraw<"Trim">
  /** Accepts a buyer's cancellation: one transaction, or a refusal that says what is in the way. */
  readonly cancelOrder: Withdraw<"CancelOrder">
  /** Takes an order out of what has no label, so that it can be routed again. */
  readonly reroute: Withdraw<"Reroute">
  /** A consignment with its parcels, holds and orders. */
  readonly find: (
    consignmentId: string,
  ) => Effect.Effect<Option.Option<Docket>, InputInvalid | RecordsError>
  /** All consignments that carry an order, or ever did. */
  readonly ofOrder: (
    order: OrderKey,
  ) => Effect.Effect<ReadonlyArray<Docket>, InputInvalid | TransactionError>
  /** A page of the consignments of a place that wait for the same, the most urgent first. */
  readonly page: (
    of: { readonly place: string; readonly state: State },
    options?: PageOptions,
  ) => Effect.Effect<Values<Docket>, InputInvalid | RecordsError>
}

/** All consignments of a place that wait for the same. */
export const allOf = (
  records: RecordsShape,
  place: string,
  state: State,
): Effect.Effect<ReadonlyArray<Docket>, RecordsError> =>
  Stream.runCollect(records.all(Dockets, { index: "byPlace", under: [place, state] }))

/** Makes the methods over the services that they share with the rest. */
export const make = (transactor: TransactorShape, records: RecordsShape): ConsignmentsShape => {
  const service = "Fulfilment"
  const discreet = ReceiptKeeping.over(transactor)
  const withdraw = commandMethods(discreet, {
    service,
    cases: WithdrawalCommand.cases,
    answer: WithdrawalPosting.Withdrawn,
    post: (command) =>
      command._tag === "Trim"
        ? DocketKeeping.kept(command, [command.consignmentId], WithdrawalPosting.trim(command))
        : ReasonKeeping.kept(command, ReasonKeeping.ofOrder(command.order), withdrawal(command)),
  })
  const split = commandMethods(discreet, {
    service,
    cases: { Split },
    answer: SplitPosted,
    post: (command) => DocketKeeping.kept(command, [command.consignmentId], further(command)),
  })
  const merge = commandMethods(discreet, {
    service,
    cases: { Merge: MergePosting.Merge },
    answer: MergePosting.Merged,
    post: (command) =>
      DocketKeeping.kept(command, [command.into, ...command.from], MergePosting.merge(command)),
  })
  return {
    split: split("split", "Split"),
    merge: merge("merge", "Merge"),
    planMerges: Effect.fnUntraced(function* (input) {
      const { place, windowMinutes } = yield* decode.planMerges(input)
      const waiting = yield* allOf(records, place, "waiting")
      return yield* transactor.run(MergePosting.plan(waiting, windowMinutes))
    }),
    trim: withdraw("trim", "Trim"),
    cancelOrder: withdraw("cancelOrder", "CancelOrder"),
    reroute: withdraw("reroute", "Reroute"),
    find: (input) => Effect.flatMap(decode.find(input), (id) => records.get(Dockets, id)),
    ofOrder: Effect.fnUntraced(function* (input) {
      const orderName = ConsignmentPosting.orderNameOf(yield* decode.ofOrder(keyOf(input)))
      return yield* transactor.run(Transaction.use((tx) => DocketKeeping.ofOrder(tx, orderName)))
    }),
    page: Effect.fnUntraced(function* (of, options) {
      const { place, state } = yield* decode.page(of)
      return yield* records.page(Dockets, { index: "byPlace", under: [place, state] }, options)
    }),
  }
}

const withdrawal = (command: Exclude<WithdrawalCommand, { readonly _tag: "Trim" }>) =>
  command._tag === "Reroute"
    ? WithdrawalPosting.reroute(command)
    : WithdrawalPosting.cancelOrder(command)

const further = Effect.fnUntraced(function* ({
  consignmentId,
  lines,
  occurredAt,
}: typeof Split.Type) {
  const docket = yield* DocketKeeping.read(yield* Transaction, consignmentId)
  const { consignment } = yield* ConsignmentPosting.split(docket, lines, occurredAt)
  const units = lines.reduce((all, { quantity }) => all + quantity, 0)
  return { consignmentId: consignment.consignmentId, units }
})

const decode = {
  planMerges: Input.decoder(
    "Fulfilment.planMerges",
    Schema.Struct({ place: Id.PlaceId, windowMinutes: Quantity.Quantity }),
  ),
  find: Input.decoder("Fulfilment.find", Id.Id),
  ofOrder: Input.decoder("Fulfilment.ofOrder", OrderKey),
  page: Input.decoder(
    "Fulfilment.page",
    Schema.Struct({
      place: Id.PlaceId,
      state: Schema.Literals(["waiting", "working", "gone", "ended", "cancelled"]),
    }),
  ),
}
