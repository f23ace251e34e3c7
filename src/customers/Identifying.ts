/**
 * Looking at who is who: what a decision or a model would do before it is accepted, and why records are
 * one customer's.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import type { Reason } from "../kernel/Reason.ts"
import * as Input from "../store/Input.ts"
import type { RecordsError, RecordsShape } from "../store/Records.ts"
import { Transaction } from "../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../store/TransactionError.ts"
import type { TransactorShape } from "../store/Transactor.ts"
import type { CustomerRefusal, ModelReused } from "./CustomerRefusal.ts"
import * as AliasKeeping from "./identity/AliasKeeping.ts"
import * as EdgeKeeping from "./identity/EdgeKeeping.ts"
import * as EveryoneKeeping from "./identity/EveryoneKeeping.ts"
import * as GenericKeeping from "./identity/GenericKeeping.ts"
import * as IdentityKeeping from "./identity/IdentityKeeping.ts"
import * as KnownKeeping from "./identity/KnownKeeping.ts"
import * as PreviewKeeping from "./identity/PreviewKeeping.ts"
import type { Attached } from "./identity/PreviewKeeping.ts"
import * as SettleKeeping from "./identity/SettleKeeping.ts"
import { LinkageModel } from "./linkage/LinkageModel.ts"
import type { FieldName } from "./linkage/LinkRecord.ts"
import type * as Training from "./linkage/Training.ts"
import * as Consequences from "./resolution/Consequences.ts"
import type { Decision } from "./resolution/Edge.ts"
import { IdentityCommand } from "./resolution/IdentityCommand.ts"
import * as LinkPath from "./resolution/LinkPath.ts"
import * as Resolution from "./resolution/Resolution.ts"

export type { Attached } from "./identity/PreviewKeeping.ts"

/** Why records are one customer's. */
export interface Explanation {
  /** Each with a waterfall, whose values are personal. */
  readonly links: ReadonlyArray<LinkPath.ExplainedLink>
  /** The same in a sentence for each link, without a word of what the records say. */
  readonly reasons: ReadonlyArray<Reason>
  /** Links that a veto forbids. */
  readonly cut: Resolution.Component["cut"]
  /** What was decided about the records, by hand or by the house. */
  readonly decisions: ReadonlyArray<Decision>
  /** What is not compared, since too many have it. */
  readonly ignored: ReadonlyArray<{ readonly recordId: string; readonly field: FieldName }>
}

/** Looking at who is who. */
export interface IdentifyingShape {
  /**
   * What a decision by hand would do: the customers before and after it, with what hangs on them.
   * `hostOf` tells from the records of a customer what the host attaches. Nothing is written.
   */
  readonly preview: <A>(
    command: Schema.Codec.Encoded<typeof IdentityCommand>,
    hostOf: (customer: Resolution.Customer) => A,
  ) => Effect.Effect<
    ReadonlyArray<Consequences.Consequence<Attached<A>>>,
    InputInvalid | CustomerRefusal | TransactionError
  >
  /**
   * Learns a model from all records, to be previewed and put in force: the weights of the one in force are
   * where it begins, and what stays where there are too few duplicates (`learned` says so). What too many
   * have is left out. The model holds values that are personal, such as frequent names.
   */
  readonly train: (
    training: Training.Training,
  ) => Effect.Effect<LinkageModel, InputInvalid | RecordsError | TransactionError>
  /**
   * What another model would do to customers as they are, once it is put and settled. It reads all
   * records. Nothing is written.
   */
  readonly previewRefit: <A>(
    model: Schema.Codec.Encoded<typeof LinkageModel>,
    hostOf: (customer: Resolution.Customer) => A,
  ) => Effect.Effect<
    ReadonlyArray<Consequences.Consequence<Attached<A>>>,
    InputInvalid | ModelReused | RecordsError | TransactionError
  >
  /**
   * Asks the model in force about the records that an earlier one was asked about, and answers how
   * many there were. It may be stopped and called again, by several processes; until it has ended
   * once, records of two models are not compared.
   */
  readonly settle: ReturnType<typeof SettleKeeping.settle>
  /** Why the records of a customer are one's. */
  readonly explain: (
    customerId: string,
  ) => Effect.Effect<Option.Option<Explanation>, InputInvalid | TransactionError>
  /**
   * How two records hang together, link by link, each with a waterfall; none where they are not one
   * customer's.
   */
  readonly path: (
    from: string,
    to: string,
  ) => Effect.Effect<
    Option.Option<ReadonlyArray<LinkPath.ExplainedLink>>,
    InputInvalid | TransactionError
  >
}

/** Looking at who is who, over services that other rooms share. */
export const make = (transactor: TransactorShape, records: RecordsShape): IdentifyingShape => ({
  preview: Effect.fnUntraced(function* (input, hostOf) {
    const command = yield* decode.preview(input)
    return yield* transactor.run(PreviewKeeping.ofDecision(command, hostOf))
  }),
  previewRefit: (input, hostOf) =>
    Effect.flatMap(decode.previewRefit(input), (model) =>
      PreviewKeeping.ofRefit(transactor, records)(model, hostOf),
    ),
  train: (input) => Effect.flatMap(decode.train(input), EveryoneKeeping.train(transactor, records)),
  settle: SettleKeeping.settle(transactor, records),
  explain: Effect.fnUntraced(function* (customerId) {
    yield* decode.explain({ customerId })
    return yield* transactor.run(explained(customerId))
  }),
  path: Effect.fnUntraced(function* (from, to) {
    yield* decode.path({ from, to })
    return yield* transactor.run(
      Effect.gen(function* () {
        const tx = yield* Transaction
        const one = yield* AliasKeeping.standingFor(tx, from)
        const other = yield* AliasKeeping.standingFor(tx, to)
        const resolution = yield* IdentityKeeping.around(tx, [one, other])
        return Option.map(LinkPath.between(resolution, one, other), (links) =>
          LinkPath.explained(resolution, links),
        )
      }),
    )
  }),
})

const explained = Effect.fnUntraced(function* (
  customerId: string,
): Effect.fn.Return<Option.Option<Explanation>, never, Transaction> {
  const tx = yield* Transaction
  const found = Option.getOrUndefined(yield* AliasKeeping.identityOf(tx, customerId))
  if (found === undefined) return Option.none()
  const { recordId } = found
  const resolution = yield* IdentityKeeping.around(tx, [recordId])
  const recordIds = Option.match(Resolution.find(resolution, recordId), {
    onNone: (): ReadonlyArray<string> => [],
    onSome: (customer) => customer.recordIds,
  })
  const known = yield* KnownKeeping.nothing(tx)
  yield* known.know(recordIds)
  const ignored = yield* GenericKeeping.ignored(known, recordIds)
  const decisions = yield* EdgeKeeping.about(tx, resolution, recordIds)
  return Option.map(Resolution.componentOf(resolution, recordId), ({ links, cut }) => {
    const own = LinkPath.explained(
      resolution,
      links.filter(({ a }) => recordIds.includes(a)),
    )
    const reasons = own.map((link) => LinkPath.explain(link, resolution.linker.version))
    return { links: own, reasons, cut, decisions, ignored }
  })
})

const count = Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)))
const TrainingFields = Schema.Struct({
  version: Schema.NonEmptyString,
  seed: Schema.optionalKey(Schema.Int),
  pairs: count,
  leastMatches: count,
})

const decode = {
  preview: Input.decoder<IdentityCommand, unknown>("Customers.identity.preview", IdentityCommand),
  previewRefit: Input.decoder("Customers.identity.previewRefit", LinkageModel),
  train: Input.decoder("Customers.identity.train", TrainingFields),
  explain: Input.decoder("Customers.identity.explain", Schema.Struct({ customerId: Id.Id })),
  path: Input.decoder("Customers.identity.path", Schema.Struct({ from: Id.Id, to: Id.Id })),
}
