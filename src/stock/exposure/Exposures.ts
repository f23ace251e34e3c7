/**
 * Exposures: what each channel is to show of an item, what it may be showing, and what to warn of.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import type { Quantity, QuantityDelta } from "../../kernel/Quantity.ts"
import type { Reason } from "../../kernel/Reason.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type {
  JournalEntry,
  JournalError,
  JournalOptions,
  JournalShape,
} from "../../store/Journal.ts"
import type { PageOptions, RecordsError, RecordsShape, Values } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import * as Allotment from "./Allotment.ts"
import * as Exposure from "./Exposure.ts"
import type { ExposureEvent } from "./ExposureEvent.ts"
import * as ExposureKeeping from "./ExposureKeeping.ts"
import * as ExposurePosting from "./ExposurePosting.ts"
import { ExposureHistory, Exposures, Watches } from "./ExposureRecords.ts"
import type { ExposureRefusal } from "./ExposureRefusal.ts"
import { ExposureRequest } from "./ExposureRequest.ts"
import type { Breach } from "./StockWarning.ts"

/** A request about an item on its channels as a method. */
export type PostExposure<Tag extends ExposureRequest["_tag"]> = CommandMethod<
  (typeof ExposureRequest.cases)[Tag],
  ExposurePosting.ExposurePosted,
  ExposureRefusal
>

/** A quantity that a channel is to show from now on. */
export type Publish = Extract<ExposureEvent, { readonly _tag: "Published" }>

/** Publishes to send, a cursor that continues behind them, and whether they were the last for now. */
export interface Outbox {
  readonly publishes: ReadonlyArray<JournalEntry<Publish>>
  readonly cursor: string
  readonly end: boolean
}

/** A warning of an item that stands. */
export interface Warning extends Breach {
  readonly sku: string
}

/** How a question that looks at several records can fail. */
export type AskError = InputInvalid | TransactionError

/**
 * What channels show. Once an item is configured for a channel, every posting that changes what is
 * available of it publishes what its channels are to show, in the same commit.
 */
export interface ExposuresShape {
  /** Lets a channel show this of an item from now on, and publishes it. */
  readonly configure: PostExposure<"Configure">
  /** Lets channels show the same units, or units of their own. */
  readonly share: PostExposure<"Share">
  /** Lets channels sell from these places or pools; from all where the item is, without them. */
  readonly serve: PostExposure<"Serve">
  /** Takes down what a channel answered to a publish. */
  readonly answer: PostExposure<"Answer">
  /** Takes down what a channel was seen to show, at an instant by its own clock. */
  readonly observe: PostExposure<"Observe">
  /** Publishes the newest quantity again, such as after a rejection that was put right. */
  readonly repeat: PostExposure<"Repeat">
  /** Vouches that no publish up to a version is on its way any more. */
  readonly settle: PostExposure<"Settle">
  /** Warns of an item at these lines from now on. */
  readonly watch: PostExposure<"Watch">
  /**
   * Publishes and warns by what is available now. Only units that became free by themselves need it,
   * and only until the next posting of the item; the answer says when that may be so again.
   */
  readonly refresh: (sku: string) => Effect.Effect<ExposurePosting.Followed, AskError>
  /** An item on all its channels, where it ever was on one. */
  readonly find: (
    sku: string,
  ) => Effect.Effect<Option.Option<Exposure.Exposure>, InputInvalid | RecordsError>
  /**
   * How many units more than there are could be sold now before any channel hears of it; see
   * {@link Exposure.worstCaseOversell}.
   */
  readonly worstCaseOversell: (sku: string) => Effect.Effect<Quantity, AskError>
  /**
   * Units that a channel was last seen to show beyond what it was told; nothing where it was told
   * something since, or has not accepted it. See {@link Exposure.lastDrift}.
   */
  readonly drift: (
    sku: string,
    channel: string,
  ) => Effect.Effect<Option.Option<QuantityDelta>, InputInvalid | RecordsError>
  /** Why a channel is to show what it is to show now; nothing where it was never configured. */
  readonly explain: (sku: string, channel: string) => Effect.Effect<Option.Option<Reason>, AskError>
  /**
   * A page of publishes in the order of the journal, which it reads on from a cursor: at most 1,000
   * entries unless said otherwise, and of each item and channel only the newest of the page. A page may
   * be empty before the end. Whoever sends keeps the cursor once all of a page was sent; a publish may
   * so be sent twice, which its version tells.
   */
  readonly outbox: (options?: JournalOptions) => Effect.Effect<Outbox, JournalError>
  /** The warnings that stand, by item; a page of 100 items unless said otherwise. */
  readonly warnings: (options?: PageOptions) => Effect.Effect<Values<Warning>, RecordsError>
}

/**
 * Makes the service over the services that it shares with the ledger.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Allotment, Exposures, StockLedger } from "entrepot/stock"
 * import { Journal, Records, storeServices, Transactor } from "entrepot/store"
 *
 * const program = Effect.gen(function* () {
 *   const ledger = yield* StockLedger
 *   const exposures = Exposures.make(yield* Transactor, yield* Records, yield* Journal)
 *   const lines = (quantity: number) => [{ sku: "MUG", quantity }]
 *   yield* ledger.receive({ commandId: "po-1", lines: lines(5) })
 *   const settings = Allotment.showAll
 *   yield* exposures.configure({ commandId: "c-1", sku: "MUG", channel: "ebay", settings })
 *   yield* ledger.hold({ commandId: "c-2", holdId: "order-1", lines: lines(2) })
 *   const { publishes } = yield* exposures.outbox()
 *   for (const { fact } of publishes) console.log(fact.channel, fact.version, fact.quantity)
 *   return yield* exposures.worstCaseOversell("MUG")
 * })
 * const live = StockLedger.layerOver.pipe(
 *   Layer.provideMerge(storeServices),
 *   Layer.provide(Memory.layer()),
 * )
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * ebay 2 3
 * 2
 * ```
 */
export const make = (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): ExposuresShape => {
  const post = commandMethods(transactor, {
    service: "StockLedger.exposure",
    cases: ExposureRequest.cases,
    answer: ExposurePosting.ExposurePosted,
    post: ExposurePosting.post,
  })
  return {
    configure: post("configure", "Configure"),
    share: post("share", "Share"),
    serve: post("serve", "Serve"),
    answer: post("answer", "Answer"),
    observe: post("observe", "Observe"),
    repeat: post("repeat", "Repeat"),
    settle: post("settle", "Settle"),
    watch: post("watch", "Watch"),
    refresh: Effect.fnUntraced(function* (sku) {
      yield* decode.refresh({ sku })
      return yield* transactor.run(ExposurePosting.follow(sku))
    }),
    find: (sku) => Effect.flatMap(decode.find({ sku }), () => records.get(Exposures, sku)),
    worstCaseOversell: Effect.fnUntraced(function* (sku) {
      yield* decode.worstCaseOversell({ sku })
      const { exposure, available } = yield* transactor.run(now(sku))
      return Exposure.worstCaseOversell(exposure, available)
    }),
    drift: Effect.fnUntraced(function* (sku, channel) {
      yield* decode.drift({ sku, channel })
      const exposure = Option.getOrElse(yield* records.get(Exposures, sku), () =>
        Exposure.empty(sku),
      )
      const known = Exposure.onChannel(exposure, channel)
      return Option.fromUndefinedOr(known && Exposure.lastDrift(known))
    }),
    explain: Effect.fnUntraced(function* (sku, channel) {
      yield* decode.explain({ sku, channel })
      const { exposure, available } = yield* transactor.run(now(sku))
      return explained(exposure, available, channel)
    }),
    outbox: (options) => Effect.map(journal.page(ExposureHistory, options), newest),
    warnings: (options) =>
      Effect.map(records.page(Watches, { index: "standing" }, options), ({ values, cursor }) => ({
        values: values.flatMap(({ sku, raised }) => raised.map((breach) => ({ sku, ...breach }))),
        cursor,
      })),
  }
}

/** An item on its channels and what is available of it, as one moment. */
const now = Effect.fnUntraced(function* (sku: string) {
  const tx = yield* Transaction
  const exposure = Option.getOrElse(yield* tx.get(Exposures, sku), () => Exposure.empty(sku))
  const { available } = yield* ExposureKeeping.sellable(sku, exposure.places)
  return { exposure, available }
})

const explained = (
  { sharing, channels }: Exposure.Exposure,
  available: number,
  channel: string,
): Option.Option<Reason> => {
  const allotted = Allotment.allot(available, sharing, channels)
  const at = channels.findIndex((known) => known.channel === channel)
  const [known, shown] = [channels[at], allotted[at]]
  return known === undefined || shown === undefined
    ? Option.none()
    : Option.some(Allotment.explain(available, sharing, known.settings, shown))
}

/** Of each item and channel the newest publish, in the order of the journal. */
const newest = ({
  entries,
  ...page
}: {
  readonly entries: ReadonlyArray<JournalEntry<ExposureEvent>>
  readonly cursor: string
  readonly end: boolean
}): Outbox => {
  const publishes = new Map<string, JournalEntry<Publish>>()
  for (const { fact, ...entry } of entries) {
    if (fact._tag !== "Published") continue
    const name = `${fact.sku}\u0000${fact.channel}`
    publishes.delete(name)
    publishes.set(name, { ...entry, fact })
  }
  return { publishes: [...publishes.values()], ...page }
}

const Item = Schema.Struct({ sku: Id.Sku })
const OnChannel = Schema.Struct({ sku: Id.Sku, channel: Id.Id })
const decode = {
  refresh: Input.decoder("StockLedger.exposure.refresh", Item),
  find: Input.decoder("StockLedger.exposure.find", Item),
  worstCaseOversell: Input.decoder("StockLedger.exposure.worstCaseOversell", Item),
  drift: Input.decoder("StockLedger.exposure.drift", OnChannel),
  explain: Input.decoder("StockLedger.exposure.explain", OnChannel),
}
