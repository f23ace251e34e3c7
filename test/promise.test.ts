import { Effect, Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Settings } from "entrepot/customers"
import { open, promised } from "entrepot/promise"
import { InsufficientStock } from "entrepot/stock"
import { Store, StoreUnavailable } from "entrepot/store"
import { assert, describe, it } from "vitest"

const receive = { commandId: "po-1", lines: [{ sku: "MUG", quantity: 3 }] } as const
const hold = (id: string, quantity: number) =>
  ({ commandId: id, holdId: id, lines: [{ sku: "MUG", quantity }] }) as const

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.fail("it was answered"),
    (error: unknown) => error,
  )

describe("the promise façade", () => {
  it("answers with promises what the services answer", async () => {
    await using shop = await open(Memory.layer())
    const { answer, repeated } = await shop.stock.receive(receive)
    assert.deepStrictEqual([answer, repeated], [{ event: "Received", units: 3 }, false])
    assert.isTrue((await shop.stock.receive(receive)).repeated)
    assert.strictEqual((await shop.stock.level("MUG")).available, 3)
    assert.isTrue((await shop.stock.audit()).ok)
  })

  it("rejects with the refusal itself: its class, its tag and what it carries", async () => {
    await using shop = await open(Memory.layer())
    await shop.stock.receive(receive)
    const refusal = await rejection(shop.stock.hold(hold("order-1", 4)))
    assert.instanceOf(refusal, InsufficientStock)
    assert.strictEqual(refusal._tag, "InsufficientStock")
    assert.deepStrictEqual(refusal.lines, [
      { sku: "MUG", place: "main", wanted: 4, available: 3, onHand: 3, held: 0 },
    ])
  })

  it("gives undefined for what is not there", async () => {
    await using shop = await open(Memory.layer())
    assert.isUndefined(await shop.stock.findHold("order-1"))
    await shop.stock.receive(receive)
    await shop.stock.hold(hold("order-1", 2))
    assert.strictEqual((await shop.stock.findHold("order-1"))?.holdId, "order-1")
    assert.isUndefined(await shop.orders.checkpoint({ channel: "shop", account: "de" }))
  })

  it("gives streams as async iterables", async () => {
    await using shop = await open(Memory.layer())
    await shop.stock.receive(receive)
    const skus: Array<string> = []
    for await (const { sku } of shop.stock.levels()) skus.push(sku)
    assert.deepStrictEqual(skus, ["MUG"])
  })

  it("asks for the settings of segments at each look, where they are a function", async () => {
    let asked = 0
    const segments = () => {
      asked += 1
      return Settings.always({ currency: "EUR" })
    }
    await using shop = await open(Memory.layer(), { segments })
    assert.strictEqual(asked, 0)
    await shop.segments.refreshAll()
    assert.strictEqual((await shop.segments.advance()).moves, 0)
    assert.strictEqual(asked, 2)
  })

  it("keeps tenants apart", async () => {
    await using shop = await open(Memory.layer(), { namespace: "a" })
    await shop.stock.receive(receive)
    assert.strictEqual((await shop.tenant("b").stock.level("MUG")).onHand, 0)
    assert.strictEqual((await shop.tenant("a").stock.level("MUG")).onHand, 3)
  })

  it("closes the store when it is disposed of, after what was submitted", async () => {
    const seen: Array<string> = []
    const memory = Memory.make()
    const store = Layer.effect(
      Store,
      Effect.acquireRelease(
        Effect.succeed({
          ...memory,
          commit: (...args: Parameters<typeof memory.commit>) =>
            Effect.tap(memory.commit(...args), () => Effect.sync(() => seen.push("committed"))),
        }),
        () => Effect.sync(() => seen.push("closed")),
      ),
    )
    const shop = await open(store)
    const submitted = shop.stock.receive(receive)
    await shop.close()
    assert.strictEqual((await submitted).answer.units, 3)
    // The first commit of a namespace marks its format.
    assert.deepStrictEqual(seen, ["committed", "committed", "closed"])
  })

  it("rejects where the store cannot be opened", async () => {
    const gone = new StoreUnavailable({
      operation: "open",
      reason: "gone",
      outcome: "nothing",
      detail: "no database",
    })
    assert.strictEqual(await rejection(open(Layer.effect(Store, Effect.fail(gone)))), gone)
  })

  it("wraps every method of any service, and leaves what is no method", async () => {
    const face = promised({
      twice: (n: number) => Effect.succeed(n * 2),
      limit: 7,
      text: () => "t",
    })
    assert.strictEqual(await face.twice(4), 8)
    assert.deepStrictEqual([face.limit, face.text()], [7, "t"])
  })
})
