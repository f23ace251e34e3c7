/**
 * Reviews: rules look at the orders of all channels, and people at those that rules send to them.
 *
 * @module
 */
import { Effect, Option, Stream } from "effect"

import type * as RulesReview from "../../rules/analysis/Review.ts"
import type { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import { type CommandInput, type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { PageOptions, RecordsError, RecordsShape, Values } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { CommandError, Outcome, TransactorShape } from "../../store/Transactor.ts"
import type { Order } from "../Order.ts"
import { keyOf, OrderKey } from "../OrderCommand.ts"
import { type OrderReason, Orders } from "../OrderRecords.ts"
import type { Account } from "../OrderRef.ts"
import * as PersonalKeeping from "../PersonalKeeping.ts"
import * as ReasonKeeping from "../ReasonKeeping.ts"
import * as ReceiptKeeping from "../ReceiptKeeping.ts"
import * as BuyerKeeping from "./BuyerKeeping.ts"
import * as BuyerMarks from "./BuyerMarks.ts"
import * as Rehearsal from "./Rehearsal.ts"
import { queuesOf } from "./Review.ts"
import { type AuditRuleSet, type BuyerMark, ReviewCommand } from "./ReviewCommand.ts"
import * as ReviewPosting from "./ReviewPosting.ts"
import { PublishedRuleSets, publishedId, rulesInForceId } from "./ReviewRecords.ts"
import type { ReviewRefusal } from "./ReviewRefusal.ts"
import type * as RuleChecks from "./RuleChecks.ts"

/** A command of reviews as a method. */
export type PostReview<Tag extends ReviewCommand["_tag"]> = CommandMethod<
  (typeof ReviewCommand.cases)[Tag],
  ReviewPosting.ReviewPosted,
  ReviewRefusal
>

/** A mark of a buyer as it is written, such as a phone number; only its keyed hash is kept. */
export interface BuyerText {
  readonly by: Exclude<BuyerMark, "door" | "customer">
  readonly text: string
}

/** A queue of held orders; its age is what has passed since then. */
export interface QueueLength {
  readonly queue: string
  readonly orders: number
  /** Since when the order that waits longest is held, in epoch milliseconds. */
  readonly since: number
}

/** What came of looking at orders. */
export interface Reviewed {
  /** How many do not wait any more, or for something else. */
  readonly reviewed: number
  /** Those that could not be looked at, with the defect in words; the others were. */
  readonly failed: ReadonlyArray<{ readonly order: OrderKey; readonly because: string }>
}

/** Why orders could not be looked at. */
export type ReviewError = ReviewRefusal | TransactionError | RecordsError

/** What can be done with reviews. */
export interface ReviewsShape {
  /**
   * Puts rules in force; `ruleSet` is their JSON, and every problem of it is named. It answers what
   * the checks at save time found, as {@link ReviewsShape.check} does; that refuses nothing.
   */
  readonly publish: PostReview<"Publish">
  /**
   * Checks rules as they would be published, and publishes nothing: those that nothing reaches and
   * those in the shadow of others, and on demand (`checks`) overlaps and gaps; each with an order
   * that shows it, what is personal as keyed hashes. It says what was not analysed, and which
   * checks were not run. At most a million cells are looked at for those that nothing reaches, as
   * many for all else, and 20 findings of each check are told, unless said otherwise.
   */
  readonly check: (
    ruleSet: unknown,
    options?: RulesReview.Options,
  ) => Effect.Effect<RuleChecks.Checked, RuleSetRefused | TransactionError>
  /** From now on money in two currencies compares by these rates. */
  readonly useRates: PostReview<"UseRates">
  /** Looks at an order that waits, or again at one that is held; any other stays as it is. */
  readonly review: PostReview<"Review">
  /**
   * Looks at orders that wait, at most `limit` of them (100 unless said), those to be shipped first
   * before the others. One that cannot be looked at keeps no other one waiting.
   */
  readonly reviewWaiting: (options?: {
    readonly limit?: number
  }) => Effect.Effect<Reviewed, ReviewError>
  /** Looks again at the orders of an account that wait for a listing, or for any. */
  readonly reviewUnmapped: (
    of: Account & { readonly sku?: string },
  ) => Effect.Effect<Reviewed, ReviewError>
  /** Why the rules that looked at an order say of it what they say, and what would let it go. */
  readonly explain: (
    order: OrderKey,
  ) => Effect.Effect<ReviewPosting.Explanation, InputInvalid | ReviewRefusal | TransactionError>
  /** Asks other rules about the orders that there are, beside those in force. */
  readonly rehearse: (
    rehearsal: Rehearsal.Rehearsal,
  ) => Effect.Effect<Rehearsal.Rehearsed, Rehearsal.RehearsalError>
  /** The queues in which orders are held: how many, and since when the first of them waits. */
  readonly queues: () => Effect.Effect<ReadonlyArray<QueueLength>, RecordsError>
  /** Puts a mark on the blacklist. */
  readonly blacklist: (
    input: Omit<CommandInput<(typeof ReviewCommand.cases)["Blacklist"]>, "by" | "hash"> & BuyerText,
  ) => Effect.Effect<Outcome<ReviewPosting.ReviewPosted>, ReviewRefusal | CommandError>
  /** Takes a mark off the blacklist. */
  readonly unblacklist: (
    input: Omit<CommandInput<(typeof ReviewCommand.cases)["Unblacklist"]>, "by" | "hash"> &
      BuyerText,
  ) => Effect.Effect<Outcome<ReviewPosting.ReviewPosted>, ReviewRefusal | CommandError>
  /** Puts the buyer of an order on the blacklist, by some of their marks. */
  readonly blacklistBuyer: PostReview<"BlacklistBuyer">
  /**
   * Why somebody is on the blacklist by a phone or an e-mail address, or was, as long as that is
   * kept: in whatever form either was written, where the country of a phone is said.
   * `OrderDesk.reasons` tells it of the buyer of an order, by all marks.
   */
  readonly reasons: (
    contact: BuyerMarks.Contact,
  ) => Effect.Effect<ReadonlyArray<OrderReason>, InputInvalid | RecordsError>
  /** Counts a parcel of an order that came back unclaimed. */
  readonly countRefusal: PostReview<"CountRefusal">
  /** The rules in force, or those of a version. */
  readonly rules: (version?: number) => Effect.Effect<Option.Option<AuditRuleSet>, RecordsError>
  /** A page of the orders that are held in a queue, those to be shipped first before the others. */
  readonly queue: (
    queue: string,
    options?: PageOptions,
  ) => Effect.Effect<Values<Order>, RecordsError>
}

/** Commands that say why even without a reason. */
const personal: ReadonlySet<unknown> = new Set(["Blacklist", "BlacklistBuyer"])

/** Reviews over services that other rooms share. */
export const make = (transactor: TransactorShape, records: RecordsShape): ReviewsShape => {
  const room = {
    service: "OrderDesk.review",
    cases: ReviewCommand.cases,
    answer: ReviewPosting.ReviewPosted,
  }
  const post = commandMethods(transactor, { ...room, post: ReviewPosting.post })
  /** Those that are about an order, or about a mark of a buyer. */
  const postDiscreetly = commandMethods(ReceiptKeeping.over(transactor, personal), {
    ...room,
    post: (command) => {
      const because = "because" in command ? command.because : undefined
      const reason = ReasonKeeping.joined(because, command.reason)
      const about = BuyerKeeping.about(command)
      return ReasonKeeping.kept({ ...command, reason }, about, ReviewPosting.post(command))
    },
  })
  const blacklist = postDiscreetly("blacklist", "Blacklist")
  const unblacklist = postDiscreetly("unblacklist", "Unblacklist")
  /** Hashed before it becomes a command: a receipt keeps a digest of what a command says. */
  const hashed = ({ by, text }: BuyerText) =>
    transactor.run(
      Effect.gen(function* () {
        const hash = yield* PersonalKeeping.hashing(yield* Transaction)
        return hash(BuyerMarks.textOf[by](text))
      }),
    )
  /** Whoever asks, an order that does not wait any more stays as it is: no receipt is needed. */
  const reviewAll = Effect.fnUntraced(function* (orders: ReadonlyArray<Order>) {
    let reviewed = 0
    const failed: Array<Reviewed["failed"][number]> = []
    for (const ref of orders) {
      const order = keyOf(ref)
      const command = { _tag: "Review", commandId: "review", order } as const
      yield* transactor.run(ReviewPosting.post(command)).pipe(
        Effect.tap(({ changed }) => Effect.sync(() => void (reviewed += changed ? 1 : 0))),
        Effect.catchDefect((defect) =>
          Effect.sync(() => void failed.push({ order, because: String(defect) })),
        ),
      )
    }
    return { reviewed, failed }
  })
  return {
    publish: post("publish", "Publish"),
    check: (ruleSet, options = {}) => transactor.run(ReviewPosting.check(ruleSet, options)),
    useRates: post("useRates", "UseRates"),
    review: postDiscreetly("review", "Review"),
    reviewWaiting: ({ limit = 100 } = {}) =>
      Effect.flatMap(
        records.page(Orders, { index: "byStage", under: ["waiting"] }, { limit }),
        ({ values }) => reviewAll(values),
      ),
    reviewUnmapped: Effect.fnUntraced(function* ({ channel, account, sku }) {
      const under = sku === undefined ? [channel, account] : [channel, account, sku]
      const orders = records.all(Orders, { index: "byUnmapped", under })
      return yield* reviewAll(yield* Stream.runCollect(orders))
    }),
    explain: (order) =>
      Effect.flatMap(decodeOrder(keyOf(order)), (key) =>
        transactor.run(ReviewPosting.explain(key)),
      ),
    rehearse: Rehearsal.rehearse(transactor, records),
    queues: () =>
      Effect.map(
        Stream.runCollect(records.all(Orders, { index: "byStage", under: ["held"] })),
        queueLengths,
      ),
    blacklist: ({ by, text, ...rest }) =>
      Effect.flatMap(hashed({ by, text }), (hash) => blacklist({ ...rest, by, hash })),
    unblacklist: ({ by, text, ...rest }) =>
      Effect.flatMap(hashed({ by, text }), (hash) => unblacklist({ ...rest, by, hash })),
    blacklistBuyer: postDiscreetly("blacklistBuyer", "BlacklistBuyer"),
    reasons: BuyerKeeping.reasons(records),
    countRefusal: postDiscreetly("countRefusal", "CountRefusal"),
    rules: (version) =>
      Effect.map(
        records.get(
          PublishedRuleSets,
          version === undefined ? rulesInForceId : publishedId(version),
        ),
        Option.map(({ ruleSet }) => ruleSet),
      ),
    queue: (queue, options) => records.page(Orders, { index: "byQueue", under: [queue] }, options),
  }
}

const queueLengths = (orders: ReadonlyArray<Order>): ReadonlyArray<QueueLength> => {
  const lengths = new Map<string, QueueLength>()
  for (const { review } of orders)
    for (const queue of review === undefined ? [] : queuesOf(review)) {
      const { orders: before = 0, since = Infinity } = lengths.get(queue) ?? {}
      lengths.set(queue, {
        queue,
        orders: before + 1,
        since: Math.min(since, review?.since ?? since),
      })
    }
  return [...lengths.values()]
}

const decodeOrder = Input.decoder("OrderDesk.review.explain", OrderKey)
