/**
 * Kits of the ledger: items that are sold as one and consist of others, whose stock they share.
 *
 * @module
 */
import { Effect, type Option, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { mainPlace } from "../StockCommand.ts"
import type { Kit } from "./Kit.ts"
import type { KitHold } from "./KitHold.ts"
import * as KitKeeping from "./KitKeeping.ts"
import type { Availability } from "./KitOrder.ts"
import * as KitPosting from "./KitPosting.ts"
import { Definitions, KitHolds } from "./KitRecords.ts"
import type { KitRefusal } from "./KitRefusal.ts"

/** A command of kits as a method. */
export type PostKits<Tag extends keyof typeof KitPosting.cases> = CommandMethod<
  (typeof KitPosting.cases)[Tag],
  KitPosting.KitPosted,
  KitRefusal
>

/**
 * What the ledger does with kits. Quantities of a kit are units of the kit; whatever they take from
 * shelves, the ledger takes in the same transaction. Kits know neither lots nor serial numbers.
 */
export interface KitsShape {
  /**
   * Says what a kit consists of from now on. A kit that would contain itself is refused, and so is a
   * change of one of which assembled units are anywhere.
   */
  readonly define: PostKits<"Define">
  /** What a kit consists of. */
  readonly kit: (sku: string) => Effect.Effect<Option.Option<Kit>, InputInvalid | RecordsError>
  /**
   * Keeps units for an order of kits and single items: all lines, or none and the refusal says which
   * lines want what is short. The hold expires as any hold of the ledger does, whose `extend` moves
   * that; it is shipped and released here.
   */
  readonly hold: PostKits<"Hold">
  /** Hands whole kits to the customer: all that are open, or units of lines. */
  readonly ship: PostKits<"Ship">
  /** Frees whole kits: all that are open, or units of lines. */
  readonly release: PostKits<"Release">
  /** Gives kits that are held of a pool the place that is to ship them. */
  readonly assign: PostKits<"Assign">
  /** Makes kits of components at a place: only of what nobody holds. */
  readonly assemble: PostKits<"Assemble">
  /** Takes kits apart into their components: only such that nobody holds. */
  readonly disassemble: PostKits<"Disassemble">
  /**
   * How many units of a kit can be held now, at the main place unless said otherwise, and what each
   * component allows. A place may be a pool. A single item is a kit of itself.
   */
  readonly available: (
    sku: string,
    options?: { readonly place?: string },
  ) => Effect.Effect<Availability, InputInvalid | TransactionError>
  /** What an order holds of kits, with what became of each line; when it expires, its hold says. */
  readonly findHold: (
    holdId: string,
  ) => Effect.Effect<Option.Option<KitHold>, InputInvalid | RecordsError>
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
 *   const { kits, receive } = yield* StockLedger
 *   yield* receive({ commandId: "po-1", lines: [{ sku: "MUG", quantity: 5 }] })
 *   const components = [{ sku: "MUG", quantity: 2 }]
 *   yield* kits.define({ commandId: "k-1", sku: "PAIR", components, stocked: false })
 *   const lines = [{ sku: "PAIR", quantity: 1 }]
 *   yield* kits.hold({ commandId: "c-1", holdId: "order-1", lines })
 *   return yield* kits.available("PAIR")
 * })
 * const live = StockLedger.layer.pipe(Layer.provide(Memory.layer()))
 * const pairs = await Effect.runPromise(program.pipe(Effect.provide(live)))
 * console.log(pairs.available, pairs.components)
 * ```
 * ```text
 * 1 [ { sku: 'MUG', perKit: 2, available: 3, kits: 1 } ]
 * ```
 */
export const make = (transactor: TransactorShape, records: RecordsShape): KitsShape => {
  const post = commandMethods(transactor, {
    service,
    cases: KitPosting.cases,
    answer: KitPosting.KitPosted,
    post: KitPosting.post,
  })
  return {
    define: post("define", "Define"),
    kit: (sku) => Effect.flatMap(decode.kit({ sku }), () => records.get(Definitions, sku)),
    hold: post("hold", "Hold"),
    ship: post("ship", "Ship"),
    release: post("release", "Release"),
    assign: post("assign", "Assign"),
    assemble: post("assemble", "Assemble"),
    disassemble: post("disassemble", "Disassemble"),
    available: (sku, { place = mainPlace } = {}) =>
      Effect.flatMap(decode.available({ sku, place }), (where) =>
        transactor.run(KitKeeping.availableNow(where)),
      ),
    findHold: (holdId) =>
      Effect.flatMap(decode.findHold({ holdId }), () => records.get(KitHolds, holdId)),
  }
}

const service = "StockLedger.kits"
const decode = {
  kit: Input.decoder(`${service}.kit`, Schema.Struct({ sku: Id.Sku })),
  available: Input.decoder(
    `${service}.available`,
    Schema.Struct({ sku: Id.Sku, place: Id.PlaceId }),
  ),
  findHold: Input.decoder(`${service}.findHold`, Schema.Struct({ holdId: Id.Id })),
}
