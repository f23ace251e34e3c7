import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import {
  AccountShort,
  HoldKept,
  InsufficientStock,
  StockAccount,
  StockBook,
  StockEvolution,
  StockDecision,
  StockLedger,
  StockPosting,
  UnitsTracked,
  UnknownSku,
} from "entrepot/stock"
import { Transactor } from "entrepot/store"

import { bookOf, given, held, hold, move, received, release, ship } from "./support/given.ts"
import { moved, line } from "./support/given.ts"
import { ledgerOver } from "./support/ledger.ts"

type Account = StockAccount.StockAccount

const at = (_tag: "Shelf" | "Quarantine" | "Repair", place = "main"): Account => ({ _tag, place })
const outside = (_tag: "Customer" | "Supplier" | "Loss"): Account => ({ _tag })
const go = (quantity: number, from: Account, to: Account, sku = "MUG") => ({
  sku,
  quantity,
  from,
  to,
})

describe("moving units between accounts", () => {
  it("puts units into quarantine, where no order can take them", () => {
    const lines = [go(2, at("Shelf"), at("Quarantine"))]
    given(received(moved("MUG", 3)))
      .when(move(...lines))
      .tells({ _tag: "Moved", lines })
    given(received(moved("MUG", 3)), { _tag: "Moved", lines })
      .when(hold("order-1", line("MUG", 2)))
      .refuses(
        new InsufficientStock({
          lines: [{ sku: "MUG", place: "main", wanted: 2, available: 1, onHand: 1, held: 0 }],
        }),
      )
  })

  it("takes from a shelf only what nobody holds", () => {
    given(received(moved("MUG", 3)), held("order-1", moved("MUG", 2)))
      .when(move(go(2, at("Shelf"), outside("Loss"))))
      .refuses(
        new InsufficientStock({
          lines: [{ sku: "MUG", place: "main", wanted: 2, available: 1, onHand: 3, held: 2 }],
        }),
      )
  })

  it("takes from an account beside the shelf only what is in it, all lines together", () => {
    given(received(moved("MUG", 3)), {
      _tag: "Moved",
      lines: [go(2, at("Shelf"), at("Quarantine"))],
    })
      .when(
        move(
          go(1, at("Quarantine"), at("Repair")),
          go(2, at("Quarantine"), outside("Supplier")),
          go(1, at("Repair"), at("Shelf")),
        ),
      )
      .refuses(
        new AccountShort({
          lines: [
            { sku: "MUG", account: at("Quarantine"), wanted: 3, there: 2 },
            { sku: "MUG", account: at("Repair"), wanted: 1, there: 0 },
          ],
        }),
      )
  })

  it("sums lines of the same way, and does nothing where the way leads nowhere", () => {
    given(received(moved("MUG", 3)))
      .when(
        move(
          go(1, at("Shelf"), at("Repair")),
          go(2, at("Shelf"), at("Repair")),
          go(9, at("Repair"), at("Repair")),
        ),
      )
      .tells({ _tag: "Moved", lines: [go(3, at("Shelf"), at("Repair"))] })
    given(received(moved("MUG", 3)))
      .when(move(go(9, at("Shelf"), at("Shelf"))))
      .tells()
  })

  it("knows no item that never was there", () => {
    given()
      .when(move(go(1, at("Shelf"), at("Repair"), "toString")))
      .refuses(new UnknownSku({ lines: [{ sku: "toString", place: "main" }] }))
  })

  it("keeps nothing of an account that is empty again", () => {
    const there = go(2, at("Shelf"), at("Quarantine"))
    const back = go(2, at("Quarantine"), at("Shelf"))
    const before = bookOf(received(moved("MUG", 3)))
    const after = [there, back].reduce(
      (book, leg) => StockEvolution.evolve(book, { _tag: "Moved", lines: [leg] }),
      before,
    )
    assert.deepStrictEqual([...after.shelves], [...before.shelves])
  })

  it("says where units are in words", () => {
    const message = (account: Account) =>
      new AccountShort({ lines: [{ sku: "MUG", account, wanted: 2, there: 1 }] }).message
    assert.strictEqual(message(at("Repair")), "MUG: 2 wanted, 1 on the repair bench at main")
    for (const account of StockAccount.besides)
      assert.include(StockAccount.describe({ _tag: account, place: "shop" }), "shop")
  })

  it.effect("is told by the level and by the audit", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.receive({ commandId: "po-1", lines: [line("MUG", 5)] })
      yield* ledger.move({
        commandId: "m-1",
        lines: [go(2, at("Shelf"), at("Quarantine")), go(1, at("Shelf"), at("Repair", "workshop"))],
        document: "inspection-7",
      })
      const [main, workshop] = yield* ledger.levelsOf("MUG")
      assert.deepInclude(main, { place: "main", onHand: 2, quarantine: 2, available: 2 })
      assert.deepInclude(workshop, { place: "workshop", onHand: 0, repair: 1, available: 0 })
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("leaves to others what only they change", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const refusal = yield* Effect.flip(
        ledger.move({
          commandId: "m-1",
          lines: [go(1, { _tag: "Transit", place: "main" }, at("Shelf"))],
        }),
      )
      assert.strictEqual(refusal._tag, "InputInvalid")
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("who tells units apart", () => {
  const tracked = (tracks: "lots" | "serials", onHand = 5) =>
    StockBook.of(
      [{ sku: "PHONE", place: "main", onHand, held: 0, ties: { tracked: tracks } }],
      [
        { holdId: "theirs", lines: [], keeper: "serials" },
        {
          holdId: "an order",
          lines: [{ sku: "PHONE", place: "main", quantity: 1, shipped: 0, released: 0 }],
        },
      ],
    )
  const refusal = (
    book: StockBook.Book,
    command: Parameters<typeof StockDecision.decide>[1],
    keeper?: "kits" | "lots" | "serials",
  ) => {
    const decision = StockDecision.decide(book, command, keeper)
    return decision._tag === "Failure" ? decision.failure : undefined
  }
  const where = { sku: "PHONE", place: "main" }

  it("an item with serial numbers is received and shipped by them, and held without", () => {
    const book = tracked("serials")
    const receive = { _tag: "Receive", commandId: "c", lines: [line("PHONE", 1)] } as const
    const wrong = new UnitsTracked({ lines: [{ ...where, tracked: "serials" }] })
    assert.deepStrictEqual(refusal(book, receive)?.message, wrong.message)
    assert.instanceOf(refusal(book, ship("an order")), UnitsTracked)
    assert.instanceOf(refusal(book, ship("an order"), "kits"), UnitsTracked)
    assert.isUndefined(refusal(book, receive, "serials"))
    assert.isUndefined(refusal(book, hold("order-1", line("PHONE", 1))))
  })

  it("an item with lots moves by them alone", () => {
    const book = tracked("lots")
    assert.instanceOf(refusal(book, hold("order-1", line("PHONE", 1))), UnitsTracked)
    assert.isUndefined(refusal(book, hold("order-1", line("PHONE", 1)), "lots"))
    assert.instanceOf(refusal(book, move(go(1, at("Shelf"), at("Repair"), "PHONE"))), UnitsTracked)
  })

  it("units that nobody tells apart do not become units with serial numbers", () => {
    const book = bookOf(received(moved("PHONE", 5)))
    const receive = { _tag: "Receive", commandId: "c", lines: [line("PHONE", 1)] } as const
    assert.strictEqual(refusal(book, receive, "serials")?.message, "PHONE at main is kept by units")
  })

  it("a hold is shipped by whoever keeps it", () => {
    const kept = refusal(tracked("serials"), release("theirs"))
    assert.instanceOf(kept, HoldKept)
    assert.strictEqual(kept?.message, 'hold "theirs" is kept by serials')
  })

  it.effect("the first receipt says how an item is kept, everywhere", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const transactor = yield* Transactor
      yield* transactor.run(
        StockPosting.post(
          { _tag: "Receive", commandId: "po-1", lines: [line("PHONE", 2)] },
          "serials",
        ),
      )
      const elsewhere = { commandId: "po-2", lines: [line("PHONE", 1, "shop")] } as const
      const refused = yield* Effect.flip(ledger.receive(elsewhere))
      assert.strictEqual(refused.message, "PHONE at shop is kept by serials")
      yield* ledger.hold({ commandId: "h-1", holdId: "order-1", lines: [line("PHONE", 1)] })
    }).pipe(Effect.provide(ledgerOver())),
  )
})
