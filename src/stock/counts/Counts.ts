/**
 * Cycle counts: items of a place are counted while work goes on.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { JournalShape } from "../../store/Journal.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import type { PostingError } from "../cards/CardPosting.ts"
import * as Cards from "../cards/Cards.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import { CountCommand } from "./CountCommand.ts"
import * as CountPosting from "./CountPosting.ts"
import * as CountRecords from "./CountRecords.ts"
import type { CountRefusal } from "./CountRefusal.ts"
import type { CycleCount } from "./CycleCount.ts"

/** A command on a count as a method. */
export type PostCount<Tag extends CountCommand["_tag"], E = never> = CommandMethod<
  (typeof CountCommand.cases)[Tag],
  CountPosting.CountAnswered,
  CountRefusal | StockRefusal | E
>

/** What a counter may see of a count: which items, and nothing of the book. */
export type CountSheet = Pick<CountRecords.CountRecord, "countId" | "place" | "status" | "skus">

/** What can be done with counts. */
export interface CountsShape {
  /** Has items of a place counted, and takes the snapshot of the book. */
  readonly open: PostCount<"Open">
  /**
   * Notes what a counter found. It is compared with what the book had then: now, or at `occurredAt` by
   * what had been recorded until that instant, for a device that sends late. Where that is in the
   * future, now is meant. With `occurredAt` it first brings the stock cards up to date, which takes a
   * while if nobody ever has.
   */
  readonly enter: PostCount<"Enter", PostingError>
  /** Answers for differences beyond the tolerance. */
  readonly approve: PostCount<"Approve">
  /**
   * Adjusts every item by its difference, all of them or none: where the shelf cannot bear it, such as
   * units that are held, it refuses and names the lines.
   */
  readonly post: PostCount<"Post">
  /** Ends a count of which nothing is posted. */
  readonly abandon: PostCount<"Abandon">
  /** A count with what was found and expected of each item: not for those who still count. */
  readonly find: (
    countId: string,
  ) => Effect.Effect<Option.Option<CycleCount>, InputInvalid | TransactionError>
  /** What a counter may see of a count. */
  readonly sheet: (
    countId: string,
  ) => Effect.Effect<Option.Option<CountSheet>, InputInvalid | RecordsError>
}

/**
 * Makes the service over the services that it shares with the ledger.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { StockLedger } from "entrepot/stock"
 *
 * const program = Effect.gen(function* () {
 *   const { receive, hold, ship, level, counts } = yield* StockLedger
 *   const mugs = (quantity: number) => [{ sku: "MUG", quantity }]
 *   yield* receive({ commandId: "1", lines: mugs(5) })
 *   yield* counts.open({ commandId: "2", countId: "week-7", skus: ["MUG"], tolerance: 1 })
 *   yield* hold({ commandId: "3", holdId: "order-1", lines: mugs(2) })
 *   yield* ship({ commandId: "4", holdId: "order-1" })
 *   yield* counts.enter({ commandId: "5", countId: "week-7", counter: "ana", lines: mugs(2) })
 *   yield* counts.post({ commandId: "6", countId: "week-7" })
 *   return (yield* level("MUG")).onHand
 * })
 * const live = StockLedger.layer.pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * 2
 * ```
 */
export const make = (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): CountsShape => {
  const cards = Cards.make(transactor, records, journal)
  const post = commandMethods(transactor, {
    service: "StockLedger.counts",
    cases: CountCommand.cases,
    answer: CountPosting.CountAnswered,
    post: CountPosting.post,
  })
  const enter = post("enter", "Enter")

  return {
    open: post("open", "Open"),
    // What was recorded until an instant that has passed will not change any more.
    enter: (input) =>
      input.occurredAt === undefined ? enter(input) : Effect.andThen(cards.keep(), enter(input)),
    approve: post("approve", "Approve"),
    post: post("post", "Post"),
    abandon: post("abandon", "Abandon"),
    find: (countId) =>
      Effect.flatMap(decode.find({ countId }), () => transactor.run(CountPosting.find(countId))),
    sheet: (countId) =>
      Effect.flatMap(decode.sheet({ countId }), () =>
        Effect.map(records.get(CountRecords.Counts, countId), Option.map(toSheet)),
      ),
  }
}

const toSheet = ({ countId, place, status, skus }: CountRecords.CountRecord): CountSheet => ({
  countId,
  place,
  status,
  skus,
})

const CountId = Schema.Struct({ countId: Id.Id })
const decode = {
  find: Input.decoder("StockLedger.counts.find", CountId),
  sheet: Input.decoder("StockLedger.counts.sheet", CountId),
}
