/** Small worlds of a ledger with serial numbers: two items, three units of each, two places. */
import { Effect, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import {
  SerialBook,
  type SerialCommand,
  SerialRecords,
  SerialStock,
  type StockAccount,
  StockEvent,
  StockLedger,
  StockRecords,
} from "entrepot/stock"
import { Journal, Records, Store, type StoreShape, Transactor } from "entrepot/store"
import fc from "fast-check"

import { ledgerOver } from "../../support/ledger.ts"
import { send } from "./ledger.ts"
import {
  arrive,
  ask,
  type Command,
  hold,
  receive,
  release,
  replace,
  send as move,
  shipHeld,
} from "./units.ts"

type Line = SerialCommand.SerialLine

export const skus = ["phone", "__proto__"] as const
export const places = ["main", "shop"] as const
export type Sku = (typeof skus)[number]

const orders = ["order-1", "order-2", "quantity-1"] as const
const quantityHold = "quantity-1"

/** Something that happens: a command on units, an order by quantity, its release, or time. */
export type Step =
  | { readonly _tag: "Units"; readonly command: Command }
  | {
      readonly _tag: "HoldQuantity"
      readonly sku: Sku
      readonly quantity: number
      readonly seconds: number
    }
  | { readonly _tag: "ReleaseQuantity"; readonly sku: Sku; readonly quantity: number }
  | { readonly _tag: "Wait"; readonly seconds: number }

const linesOf = (sku: Sku): fc.Arbitrary<ReadonlyArray<Line>> => {
  const line = fc.record({
    sku: fc.constant(sku),
    serial: fc.constantFrom("1", "2", "toString"),
    place: fc.constantFrom(undefined, undefined, undefined, ...places),
  })
  return fc.oneof(
    { arbitrary: line.map((one) => [one]), weight: 3 },
    fc.uniqueArray(line, { minLength: 1, maxLength: 3, selector: SerialBook.serialName }),
  )
}

const simple = fc.constantFrom(
  ...(["Ship", "Ship", "Return", "Quarantine", "Clear", "RepairIn", "RepairOut"] as const),
  ...(["SendBack", "Scrap", "Lose", "Find", "Count"] as const),
)

/** Commands on units of an item; their holds and transfers are its own. */
const commandOf = (sku: Sku): fc.Arbitrary<Command> => {
  const lines = linesOf(sku)
  const holdId = fc.constantFrom(...orders).map((order) => `${order} ${sku}`)
  const seconds = fc.constantFrom(undefined, 1, 2)
  return fc.oneof(
    { arbitrary: lines.map((some): Command => receive(...some)), weight: 3 },
    { arbitrary: fc.tuple(simple, lines).map(([tag, some]) => ask(tag)(...some)), weight: 5 },
    {
      arbitrary: fc
        .tuple(holdId, lines, seconds)
        .map(([id, some, until]): Command =>
          until === undefined
            ? hold(id, ...some)
            : { ...hold(id, ...some), expiresAt: until * 1_000 },
        ),
      weight: 3,
    },
    {
      arbitrary: fc
        .tuple(fc.constantFrom(release, shipHeld), holdId, lines)
        .map(([make, id, some]) => make(id, ...some)),
      weight: 4,
    },
    lines.map((some) => move(`t ${sku}`, "shop", ...some)),
    lines.map((some) => arrive(`t ${sku}`, ...some)),
    fc.tuple(lines, lines, holdId, fc.boolean()).map(([olds, news, id, isHeld]): Command => ({
      ...replace(
        "Return",
        ...olds.flatMap((old, i) => {
          const by = news[i]
          return by === undefined ? [] : [{ ...old, by }]
        }),
      ),
      ...(isHeld ? { holdId: id } : {}),
    })),
  )
}

export const stepOf = (sku: Sku): fc.Arbitrary<Step> =>
  fc.oneof(
    { arbitrary: commandOf(sku).map((command): Step => ({ _tag: "Units", command })), weight: 8 },
    fc
      .record({ quantity: fc.integer({ min: 1, max: 2 }), seconds: fc.constantFrom(1, 2, 9) })
      .map((more): Step => ({ _tag: "HoldQuantity", sku, ...more })),
    fc
      .integer({ min: 1, max: 2 })
      .map((quantity): Step => ({ _tag: "ReleaseQuantity", sku, quantity })),
  )

const stock = (sku: Sku): Step => ({
  _tag: "Units",
  command: receive(
    { sku, serial: "1" },
    { sku, serial: "2" },
    { sku, serial: "toString", place: "shop" },
  ),
})

/** What happens one after the other, in a shop that has something to begin with. */
export const histories: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .array(
    fc.oneof(
      { arbitrary: stepOf("phone"), weight: 6 },
      stepOf("__proto__"),
      fc.constantFrom(1, 2).map((seconds): Step => ({ _tag: "Wait", seconds })),
    ),
    { maxLength: 14 },
  )
  .map((steps) => [stock("phone"), stock("__proto__"), ...steps])

/** What happens to each of two items, and in which order: `true` is the first. */
export const twoHistories = fc.record({
  one: fc.array(stepOf("phone"), { maxLength: 6 }).map((steps) => [stock("phone"), ...steps]),
  other: fc
    .array(stepOf("__proto__"), { maxLength: 6 })
    .map((steps) => [stock("__proto__"), ...steps]),
  orders: fc.tuple(
    fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
    fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
  ),
})

/** How commands on units are carried out; a mutant does it otherwise. */
export type Carry = (command: Command) => Effect.Effect<unknown, unknown, StockLedger | Transactor>
export const byLedger: Carry = (command) =>
  StockLedger.use((ledger) => Effect.asVoid(send(ledger, command)))

/** Lets a step happen under an id, and says whether it was not refused. */
export const happen = Effect.fnUntraced(function* (
  step: Step,
  commandId: string,
  carry: Carry = byLedger,
): Effect.fn.Return<boolean, never, StockLedger | Transactor> {
  const ledger = yield* StockLedger
  switch (step._tag) {
    case "Units":
      return Option.isSome(yield* Effect.option(carry({ ...step.command, commandId })))
    case "HoldQuantity": {
      const lines = [{ sku: step.sku, quantity: step.quantity }] as const
      const expiresAt = step.seconds * 1_000
      const holdId = `${quantityHold} ${step.sku}`
      return Option.isSome(
        yield* Effect.option(ledger.hold({ commandId, holdId, lines, expiresAt })),
      )
    }
    case "ReleaseQuantity": {
      const lines = [{ sku: step.sku, quantity: step.quantity }] as const
      const holdId = `${quantityHold} ${step.sku}`
      return Option.isSome(yield* Effect.option(ledger.release({ commandId, holdId, lines })))
    }
    case "Wait":
      yield* TestClock.adjust(step.seconds * 1_000)
      return true
  }
})

export type Services = StockLedger | Records | Journal | Store | Transactor

/** A law over a fresh ledger, for everything that can happen in a small world. */
export const law = <A>(
  worlds: fc.Arbitrary<A>,
  makeStore: () => StoreShape,
  check: (world: A) => Effect.Effect<void, unknown, Services>,
) =>
  fc.asyncProperty(worlds, (world) =>
    Effect.runPromise(
      check(world).pipe(Effect.provide(Layer.mergeAll(ledgerOver(makeStore()), TestClock.layer()))),
    ),
  )

/** How many units of each item are in each account, by one book. */
export type Counts = Readonly<Record<string, number>>

const nonZero = (counts: ReadonlyMap<string, number>): Counts =>
  Object.fromEntries([...counts].filter(([, units]) => units !== 0).toSorted())

/** What is held is on the shelf too; the supplier has as many as never came. */
const nameOf = (sku: string, account: StockAccount.StockAccount): string | undefined => {
  if (account._tag === "Supplier") return undefined
  const tag = account._tag === "Held" ? "Shelf" : account._tag
  return "place" in account ? `${sku} ${tag} ${account.place}` : `${sku} ${tag}`
}

/** By the records of units. */
export const countsOfUnits = Effect.gen(function* () {
  const { all } = yield* Records
  const counts = new Map<string, number>()
  for (const { sku, where } of yield* Stream.runCollect(all(SerialRecords.Units))) {
    const name = nameOf(sku, SerialStock.accountOf(where))
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return nonZero(counts)
})

/** By the legs of the general ledger's journal. */
export const countsOfLegs = Effect.gen(function* () {
  const journal = yield* Journal
  const counts = new Map<string, number>()
  const add = (sku: string, account: StockAccount.StockAccount, units: number) => {
    const name = nameOf(sku, account)
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + units)
  }
  for (const { fact } of yield* Stream.runCollect(journal.all(StockRecords.Movements)))
    for (const { sku, quantity, from, to } of StockEvent.legs(fact)) {
      add(sku, from, -quantity)
      add(sku, to, quantity)
    }
  return nonZero(counts)
})

/** By the records of shelves, which know nothing of the accounts outside. */
export const countsOfShelves = Effect.gen(function* () {
  const { all } = yield* Records
  const counts = new Map<string, number>()
  for (const { sku, place, onHand, beside } of yield* Stream.runCollect(
    all(StockRecords.Shelves),
  )) {
    counts.set(`${sku} Shelf ${place}`, onHand)
    for (const [account, units] of Object.entries(beside ?? {}))
      counts.set(`${sku} ${account} ${place}`, units)
  }
  return nonZero(counts)
})
