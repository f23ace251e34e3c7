/**
 * Customers: who is who across all channels, and all that is known of each.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import * as ReceiptKeeping from "../orders/ReceiptKeeping.ts"
import { type CommandMethod, commandMethods } from "../store/CommandMethod.ts"
import * as Input from "../store/Input.ts"
import { Journal } from "../store/Journal.ts"
import { Records, type RecordsError } from "../store/Records.ts"
import { storeServices } from "../store/services.ts"
import type { Store } from "../store/Store.ts"
import type { TransactionError } from "../store/TransactionError.ts"
import { Transactor } from "../store/Transactor.ts"
import { CustomerCommand } from "./CustomerCommand.ts"
import * as CustomerPosting from "./CustomerPosting.ts"
import type { CustomerRefusal } from "./CustomerRefusal.ts"
import * as Identifying from "./Identifying.ts"
import * as Profiles from "./Profiles.ts"
import * as TradeKeeping from "./trade/TradeKeeping.ts"
import * as Upkeep from "./Upkeep.ts"

/** A command about customers as a method. */
export type PostCustomer<Tag extends CustomerCommand["_tag"]> = CommandMethod<
  (typeof CustomerCommand.cases)[Tag],
  CustomerPosting.Posted,
  CustomerRefusal
>

/**
 * What can be done with customers. Input is decoded first (`InputInvalid` says what is wrong, and
 * where), and each command answers or refuses as a whole.
 */
export interface CustomersShape extends Omit<Profiles.ProfilesShape, "profile" | "reach"> {
  /**
   * Takes in what a source tells of a person, and answers whose it is and what of it cannot be
   * used.
   */
  readonly observe: PostCustomer<"Observe">
  /** Takes in what an order of the desk tells of its buyer. */
  readonly observeOrder: PostCustomer<"ObserveOrder">
  /**
   * Takes a record out as if it had never come: a test order, or one that was imported twice. What
   * was told of the whole customer stays with their other records.
   */
  readonly withdraw: PostCustomer<"Withdraw">
  /** Says that two records are one person's. */
  readonly merge: PostCustomer<"Merge">
  /** Says that records are not one person's; no merge crosses that. */
  readonly keepApart: PostCustomer<"KeepApart">
  /** Says that some records of a customer are somebody else's. */
  readonly split: PostCustomer<"Split">
  /** Takes a decision by hand back, as if it had never been. */
  readonly takeBack: PostCustomer<"TakeBack">
  /**
   * Writes down what a customer may be written to for; `customerId` names whom the word came from.
   */
  readonly tellConsent: PostCustomer<"TellConsent">
  /** Writes down what a person looked at, joined or asked; each event once. */
  readonly tellMoment: PostCustomer<"TellMoment">
  /** Writes down trade that nobody here knows, such as a refund; each event once. */
  readonly tellTrade: PostCustomer<"TellTrade">
  /** Says what a channel lets us keep from now on; `lapse` brings that to what is held. */
  readonly setPolicy: PostCustomer<"SetPolicy">
  /** Puts another model in force; `identity.settle` asks it about the records that there are. */
  readonly refit: PostCustomer<"Refit">
  /** Erases all that is personal of a customer and of their orders. */
  readonly erase: PostCustomer<"Erase">
  /**
   * Takes in what the order desk, fulfilment and the stock ledger (for what goods cost) told since
   * the last time; answers how many events were new. The journal tells of which orders
   * (`TradeHeard`), and `refreshHeard` of segments looks at their customers.
   */
  readonly followTrade: () => Effect.Effect<number, TradeKeeping.FollowError>
  /**
   * Lets go of what may be kept no longer: what has outlived its time, and what a policy forbids
   * that was set after it was told, of persons and of talks, and of orders where nothing may be
   * kept in clear of who a person is and nothing is to be sent any more. Goes over `limit` of them
   * at most, 1,000 unless said, and answers of how many that was news: none when all is done.
   */
  readonly lapse: (options?: {
    readonly limit?: number
  }) => Effect.Effect<number, RecordsError | TransactionError>
  /**
   * What decisions by hand and models would do, why customers are one, and settling a new model.
   */
  readonly identity: Identifying.IdentifyingShape
  /** All that is known of a customer now; an id that they once had will do. */
  readonly profile: (
    customerId: string,
  ) => Effect.Effect<Option.Option<Profiles.Profile>, Profiles.ProfileError>
  /**
   * How many customers of each channel, and what share of them, have a direct contact of their own
   * now to which they said yes for a purpose.
   */
  readonly reach: (purpose: string) => ReturnType<Profiles.ProfilesShape["reach"]>
}

/**
 * The service. Over any store it is the same.
 *
 * @example
 * ```ts
 * import { Effect, Layer, Option } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Customers } from "entrepot/customers"
 *
 * const phone = [{ _tag: "Phone", value: "+49 151 23456789" }] as const
 * const program = Effect.gen(function* () {
 *   const customers = yield* Customers
 *   for (const [at, channel] of ["web", "tmall", "till"].entries())
 *     yield* customers.observe({
 *       commandId: channel,
 *       recordId: `${channel}-1`,
 *       channel,
 *       observedAt: at,
 *       identifiers: phone,
 *     })
 *   const { recordIds, first } = Option.getOrThrow(yield* customers.profile("till-1"))
 *   return `${recordIds.length} records, first seen at ${first?.channel}`
 * })
 * const live = Customers.layer.pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * 3 records, first seen at web
 * ```
 */
export class Customers extends Context.Service<Customers, CustomersShape>()(
  "entrepot/customers/Customers",
) {
  /** Customers over given services, such as those that other rooms share. */
  static readonly layerOver: Layer.Layer<Customers, never, Transactor | Records | Journal> =
    Layer.effect(
      Customers,
      Effect.gen(function* () {
        const transactor = yield* Transactor
        const records = yield* Records
        const journal = yield* Journal
        const post = commandMethods(ReceiptKeeping.over(transactor, personal), {
          service: "Customers",
          cases: CustomerCommand.cases,
          answer: CustomerPosting.Posted,
          post: CustomerPosting.post,
        })
        const profiles = Profiles.make(records, journal)

        return Customers.of({
          ...profiles,
          observe: post("observe", "Observe"),
          withdraw: post("withdraw", "Withdraw"),
          tellMoment: post("tellMoment", "TellMoment"),
          observeOrder: post("observeOrder", "ObserveOrder"),
          merge: post("merge", "Merge"),
          keepApart: post("keepApart", "KeepApart"),
          split: post("split", "Split"),
          takeBack: post("takeBack", "TakeBack"),
          tellConsent: post("tellConsent", "TellConsent"),
          tellTrade: post("tellTrade", "TellTrade"),
          setPolicy: post("setPolicy", "SetPolicy"),
          refit: post("refit", "Refit"),
          erase: post("erase", "Erase"),
          followTrade: () => TradeKeeping.follow({ transactor, records, journal }),
          lapse: Upkeep.lapse(transactor, records),
          identity: Identifying.make(transactor, records),
          profile: (customerId) =>
            Effect.flatMap(Clock.currentTimeMillis, (now) => profiles.profile(customerId, now)),
          reach: (purpose) =>
            Effect.flatMap(Clock.currentTimeMillis, (now) =>
              Effect.flatMap(decode.reach({ purpose }), () => profiles.reach(purpose, now)),
            ),
        })
      }),
    )

  /** Customers with services of their own over a store. */
  static readonly layer: Layer.Layer<Customers, never, Store> = Customers.layerOver.pipe(
    Layer.provide(storeServices),
  )
}

/** Commands that hold something personal even without a reason. */
const personal: ReadonlySet<unknown> = new Set(["Observe", "TellMoment", "Refit"])

const decode = {
  reach: Input.decoder("Customers.reach", Schema.Struct({ purpose: Id.Id })),
}
